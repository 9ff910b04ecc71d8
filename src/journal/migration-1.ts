import type { DatabaseSync } from 'node:sqlite';

/*
 * Times are milliseconds since the epoch. `kind`, `type`, `operation` and `state` hold the numbers of codes.ts.
 *
 * record.arrival   the change sequence of its CREATED: its place in arrival order, for ever
 * record.changed   the change sequence of its latest change: it goes when that change goes
 * record.severity  rank (model/severity.ts) as it is now; null: nothing to tell it from has come yet
 * record.derived   whether severity follows from threats and detections
 * record.hash      of the body and the document, to know an unchanged record again
 * document         what the vendor sent, once for all the records that one vendor object makes
 * mention          what a record is found by, newest first; it has no index by record, as the body tells the terms
 * link             `owner` names `target` in its body
 */
export function makeVersion1(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE journal (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      id TEXT NOT NULL,
      last_sequence INTEGER NOT NULL,
      first_sequence INTEGER NOT NULL,
      forgotten_until INTEGER
    ) STRICT;

    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      vendor TEXT NOT NULL
    ) STRICT;

    CREATE TABLE feed (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source,
      name TEXT NOT NULL,
      kinds TEXT NOT NULL,
      bookmark TEXT,
      coverage_from INTEGER,
      last_success_at INTEGER,
      quarantined INTEGER NOT NULL DEFAULT 0,
      UNIQUE (source, name)
    ) STRICT;

    CREATE TABLE tally (
      source INTEGER NOT NULL REFERENCES source,
      kind INTEGER NOT NULL,
      records INTEGER NOT NULL,
      PRIMARY KEY (source, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE threat (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source,
      native_id TEXT NOT NULL,
      severity INTEGER,
      body TEXT,
      UNIQUE (source, native_id)
    ) STRICT;

    CREATE TABLE document (
      id INTEGER PRIMARY KEY,
      text TEXT NOT NULL
    ) STRICT;

    CREATE TABLE record (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source,
      kind INTEGER NOT NULL,
      native_id TEXT NOT NULL,
      state INTEGER NOT NULL,
      arrival INTEGER,
      changed INTEGER,
      seen_at INTEGER,
      time INTEGER,
      fraction INTEGER,
      modified INTEGER,
      severity INTEGER,
      derived INTEGER NOT NULL DEFAULT 0,
      event_kind TEXT,
      status TEXT,
      verdict TEXT,
      threat INTEGER REFERENCES threat,
      document INTEGER REFERENCES document,
      hash TEXT,
      body TEXT,
      UNIQUE (source, kind, native_id)
    ) STRICT;
    CREATE INDEX record_arrival ON record (source, kind, arrival) WHERE state = 1;
    CREATE INDEX record_time ON record (kind, time, fraction) WHERE state = 1;
    CREATE INDEX record_modified ON record (kind, coalesce(modified, time)) WHERE state = 1;
    CREATE INDEX record_severity ON record (kind, severity, time) WHERE state = 1;
    CREATE INDEX record_event_kind ON record (event_kind, time) WHERE state = 1 AND event_kind IS NOT NULL;
    CREATE INDEX record_status ON record (kind, status, time) WHERE state = 1 AND status IS NOT NULL;
    CREATE INDEX record_verdict ON record (kind, verdict, time) WHERE state = 1 AND verdict IS NOT NULL;
    CREATE INDEX record_threat ON record (threat) WHERE threat IS NOT NULL;
    CREATE INDEX record_document ON record (document) WHERE document IS NOT NULL;

    CREATE TABLE term (
      id INTEGER PRIMARY KEY,
      type INTEGER NOT NULL,
      value TEXT NOT NULL,
      label TEXT,
      family INTEGER,
      low BLOB,
      high BLOB,
      UNIQUE (type, value)
    ) STRICT;
    CREATE INDEX term_label ON term (label) WHERE label IS NOT NULL;
    CREATE INDEX term_address ON term (family, low, high) WHERE family IS NOT NULL;
    CREATE INDEX term_network ON term (family, low, high) WHERE low < high;

    CREATE TABLE role (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE mention (
      term INTEGER NOT NULL REFERENCES term,
      kind INTEGER NOT NULL,
      time INTEGER NOT NULL,
      record INTEGER NOT NULL,
      role INTEGER NOT NULL,
      PRIMARY KEY (term, kind, time, record, role)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE link (
      owner INTEGER NOT NULL REFERENCES record,
      target INTEGER NOT NULL REFERENCES record,
      PRIMARY KEY (owner, target)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX link_target ON link (target, owner);

    CREATE TABLE change (
      sequence INTEGER PRIMARY KEY,
      record INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      source INTEGER NOT NULL,
      operation INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE gap (
      sequence INTEGER PRIMARY KEY,
      feed INTEGER NOT NULL REFERENCES feed,
      lost_from INTEGER,
      lost_to INTEGER,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX gap_feed ON gap (feed);

    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY,
      feed INTEGER NOT NULL REFERENCES feed,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      hash TEXT NOT NULL,
      text TEXT NOT NULL,
      UNIQUE (feed, hash)
    ) STRICT;
    CREATE INDEX quarantine_at ON quarantine (at);
  `);
  database
    .prepare('INSERT INTO journal (one, id, last_sequence, first_sequence) VALUES (1, ?, 0, 1)')
    .run(crypto.randomUUID());
}
