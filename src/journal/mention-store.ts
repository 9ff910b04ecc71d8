import type { DatabaseSync } from 'node:sqlite';

/** Which record mentions a term; all of them the numbers of rows and codes. */
export interface Mention {
  readonly term: number;
  readonly kind: number;
  readonly time: number;
  readonly record: number;
  readonly role: number;
}

export interface MentionStore {
  add(mention: Mention): void;
  remove(mention: Mention): void;
  /** Writes what was added: to be called before the table is looked at, and at a transaction's end. */
  flush(): void;
}

/** Mentions to be written that are held in memory. */
const HELD = 16_384;
/** Rows of one statement. */
const ROWS = 16;
const KINDS = 8;

const insertion = (rows: number): string =>
  `INSERT OR IGNORE INTO mention (term, kind, time, record, role) VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ')}`;

const columns = ({ term, kind, time, record, role }: Mention) => [term, kind, time, record, role];

/**
 * What is added is held back and written in the order in which it lies in the file, several rows a statement: a record
 * mentions a dozen things that lie far apart, and most of a batch's records mention the same.
 */
export function createMentionStore(database: DatabaseSync): MentionStore {
  const insertSome = database.prepare(insertion(ROWS));
  const insertOne = database.prepare(insertion(1));
  const removeOne = database.prepare(
    'DELETE FROM mention WHERE term = ? AND kind = ? AND time = ? AND record = ? AND role = ?',
  );
  let pending: Mention[] = [];

  /** By term and kind; records come in order of time, as a rule. Sorting numbers is ten times as fast as sorting objects. */
  function inOrder(): number[][] {
    const keys = Float64Array.from(pending, ({ term, kind }, at) => (term * KINDS + kind) * HELD + at);
    return Array.from(keys.sort(), (key) => pending[key % HELD]).flatMap((one) =>
      one ? [columns(one)] : [],
    );
  }

  function flush(): void {
    const rows = inOrder();
    const whole = rows.length - (rows.length % ROWS);
    for (let at = 0; at < whole; at += ROWS) insertSome.run(...rows.slice(at, at + ROWS).flat());
    for (const row of rows.slice(whole)) insertOne.run(...row);
    pending = [];
  }

  return {
    add(mention) {
      pending.push(mention);
      if (pending.length === HELD) flush();
    },
    remove(mention) {
      flush();
      removeOne.run(...columns(mention));
    },
    flush,
  };
}
