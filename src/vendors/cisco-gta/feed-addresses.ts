/**
 * What addresses the assets of followed records have, so that the journal finds the records by them as the live filters
 * do. The vendor tells them asset by asset only (contract sheet cisco-gta, section 4), so they are remembered.
 */
import { UnsupportedError } from '../../model/errors.ts';
import type { Call } from '../../model/source.ts';
import type { Downwards } from './downward.ts';

/** Milliseconds for which what an asset's addresses were is not asked again. */
const REMEMBERED = 60 * 60_000;
/** So many assets are remembered, and all those of one read however many they are: or it would never get on. */
const MOST_ASSETS = 50_000;

/** By asset id. Undefined: the source does not tell them. */
export type Addresses = ReadonlyMap<string, readonly string[] | undefined>;

export interface AddressBook {
  /**
   * The addresses of each of the assets, as they were within the last hour, in an order that does not change by itself.
   * Null when more of them are new than may be asked for at once: what could be learned has been, and whoever asks for
   * the same again comes further. Throws SourceError; what was learned before is kept.
   */
  of(assetIds: Iterable<string>, call: Call): Promise<Addresses | null>;
}

export interface AddressBookOptions {
  readonly downwards: Pick<Downwards, 'addressesOfDevice'>;
  /** So many assets are asked for at once. */
  readonly atOnce: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

interface Entry {
  readonly addresses: readonly string[] | undefined;
  readonly askedAt: number;
}

export function createAddressBook({ downwards, atOnce, now }: AddressBookOptions): AddressBook {
  /** Those that were wanted last stand at the end. */
  const book = new Map<string, Entry>();

  async function learn(id: string, call: Call): Promise<void> {
    const askedAt = now();
    const addresses = await downwards.addressesOfDevice(id, call).catch((error: unknown) => {
      if (error instanceof UnsupportedError) return undefined;
      throw error;
    });
    book.set(id, { addresses: addresses?.toSorted(), askedAt });
  }

  /** The first failure ends the others: a source that is out of order is not asked for each asset. */
  async function learnAll(ids: readonly string[], call: Call): Promise<void> {
    const failed = new AbortController();
    const own: Call = {
      selects: (field) => call.selects(field),
      sent: () => call.sent(),
      signal: AbortSignal.any([call.signal, failed.signal]),
    };
    try {
      await Promise.all(ids.map((id) => learn(id, own)));
    } catch (error) {
      failed.abort();
      throw error;
    }
  }

  function forgetOldest(wanted: ReadonlySet<string>): void {
    for (const id of book.keys()) {
      if (book.size <= MOST_ASSETS) return;
      if (!wanted.has(id)) book.delete(id);
    }
  }

  return {
    async of(assetIds, call) {
      const wanted = new Set(assetIds);
      const at = now();
      const unknown: string[] = [];
      for (const id of wanted) {
        const entry = book.get(id);
        // A clock that was put back does not keep it for longer.
        if (entry === undefined || Math.abs(at - entry.askedAt) >= REMEMBERED) unknown.push(id);
        else if (book.delete(id)) book.set(id, entry);
      }
      await learnAll(unknown.slice(0, atOnce), call);
      forgetOldest(wanted);
      if (unknown.length > atOnce) return null;
      return new Map([...wanted].map((id) => [id, book.get(id)?.addresses]));
    },
  };
}
