/** Submitting events to the collector, new ones and updates (contract sheet argus, section 12). */
import { AuditError, InvalidInputError, SourceError } from '../../model/errors.ts';
import type { SubmitEvents, Submitted, WriteCall, Writes } from '../../model/writes.ts';
import { SUBMISSION_PAGE } from './endpoints.ts';
import { bareSelection } from './event.ts';
import { chunks } from './lookup.ts';
import { translateRefusal } from './refusal.ts';
import type { ArgusWritingClient, Receipt } from './writes-client.ts';
import { checkSubmission, originsOf, prepare, type Prepared } from './writes-submission.ts';
import { comparedSelection, showsSubmission, type ReadSubmitted } from './writes-submitted.ts';
import { warningsAfter, warningsBefore } from './writes-warnings.ts';

type Outcome = Submitted['outcomes'][number];
type OnError = SubmitEvents['onError'];

export interface SubmitContext {
  readonly source: string;
  readonly writing: ArgusWritingClient;
  readonly submitted: ReadSubmitted;
}

/** What `once` is told: the whole id; the uuid where only Argus knows the customer's number. */
const nameOf = ({ id, uuid }: Prepared): string => id ?? uuid;

/** One alone goes to the endpoint of its own, which has nothing to drop. */
const isSingle = (page: readonly Prepared[], onError: OnError): boolean =>
  page.length === 1 && onError === 'REJECT_ALL';

const rejected = (message: string): Outcome => ({ nativeId: null, status: 'REJECTED', message });

/** Why the rest of a submission was not made; undefined when that cannot be said. */
function reasonOf(error: unknown): string | undefined {
  const told =
    error instanceof SourceError || error instanceof InvalidInputError || error instanceof AuditError;
  return told ? `It was not submitted: ${error.message}` : undefined;
}

export function createSubmitEvents({
  source,
  writing,
  submitted,
}: SubmitContext): NonNullable<Writes['submitEvents']> {
  /** Sends one request and gives its receipts, in the order of the page. */
  async function post(
    page: readonly Prepared[],
    onError: OnError,
    call: WriteCall,
  ): Promise<readonly Receipt[]> {
    const bodies = page.map(({ body }) => body);
    const [first] = bodies;
    const receipts =
      first !== undefined && isSingle(page, onError)
        ? [await writing.submit(first, call)]
        : await writing.submitBulk(bodies, onError === 'REJECT_ALL' ? 'rejectAll' : 'dropInvalid', call);
    // The order is the vendor's word; the uuid in each id proves it.
    const matched = receipts.every(
      ({ id }, i) => id === null || id.toLowerCase().endsWith(`/${page[i]?.uuid ?? ''}`),
    );
    if (!matched) throw new SourceError({ source, kind: 'invalid-response', status: 200 });
    return receipts;
  }

  /** Of events whose receipts were lost, but which are there. */
  async function readBack(page: readonly Prepared[], call: WriteCall): Promise<readonly Outcome[]> {
    const nameless = page.filter(({ id }) => id === undefined);
    const events = await submitted(nameless, bareSelection, call);
    return page.map((one) => ({
      nativeId: one.id ?? events.get(one)?.id.text ?? null,
      status: 'ACCEPTED',
    }));
  }

  /** `step` tells pages about the same events apart. */
  async function submitPage(
    page: readonly Prepared[],
    onError: OnError,
    call: WriteCall,
    step: string,
  ): Promise<readonly Outcome[]> {
    let receipts: readonly Receipt[] | undefined;
    try {
      receipts = await call.once(page.map(nameOf), () => post(page, onError, call), step);
    } catch (error) {
      const refusal = error instanceof SourceError ? error.cause : undefined;
      const translated = translateRefusal(source, refusal, originsOf(page, isSingle(page, onError)));
      throw translated === refusal ? error : translated;
    }
    if (receipts === undefined) return readBack(page, call);
    return receipts.map(({ id }) =>
      id === null
        ? rejected('Argus refused it: it refers to a customer or a location that is none, or not ours.')
        : { nativeId: id, status: 'ACCEPTED' },
    );
  }

  return {
    check: checkSubmission,
    async send(input, call) {
      const events = prepare(input);
      const before = await warningsBefore(events, submitted, call);
      const outcomes: Outcome[] = [];
      // One after another: what comes later in a submission may change what comes earlier.
      for (const [i, page] of [...chunks(events, SUBMISSION_PAGE)].entries()) {
        try {
          outcomes.push(...(await submitPage(page, input.onError, call, String(i))));
        } catch (error) {
          const reason = outcomes.length > 0 ? reasonOf(error) : undefined;
          if (reason === undefined) throw error;
          outcomes.push(...events.slice(outcomes.length).map(() => rejected(reason)));
          break;
        }
      }
      const isAccepted = (place: number): boolean => outcomes[place]?.status === 'ACCEPTED';
      return { outcomes, warnings: warningsAfter(events, before, isAccepted) };
    },
    async settle(input, _ids, since, call, step) {
      const page = [...chunks(prepare(input), SUBMISSION_PAGE)][Number(step)] ?? [];
      // Of several about one event the last tells, for the queue keeps their order.
      const last = [...new Map(page.map((one) => [nameOf(one), one])).values()];
      const found = await submitted(last, comparedSelection, call);
      const shown = last.filter((one) => {
        const event = found.get(one);
        return event !== undefined && showsSubmission(one, event, since);
      });
      // What is not there may still be in the queue: nobody can say that it never comes.
      return last.length > 0 && shown.length === last.length ? 'done' : 'unknown';
    },
  };
}
