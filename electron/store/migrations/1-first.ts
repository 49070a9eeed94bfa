// The first case format. Original bytes live in `block`: some thousand records of one source,
// compressed, with the hash of what was compressed. An event's number is its place in that sequence:
// its block is the one with first_event <= id < first_event + count.

import type { Migration } from './migration.ts';

export const FIRST: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE source (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      exhibit TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      format TEXT NOT NULL DEFAULT '',
      format_title TEXT NOT NULL DEFAULT '',
      options TEXT NOT NULL DEFAULT '{}',
      status TEXT NOT NULL,
      bytes INTEGER NOT NULL DEFAULT 0,
      sha256 TEXT NOT NULL DEFAULT '',
      events INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      skipped INTEGER NOT NULL DEFAULT 0,
      undated INTEGER NOT NULL DEFAULT 0,
      batches INTEGER NOT NULL DEFAULT 0,
      first_us INTEGER,
      last_us INTEGER,
      added_us INTEGER NOT NULL,
      custody TEXT NOT NULL
    ) STRICT;

    CREATE TABLE transfer (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      detail TEXT NOT NULL,
      recorded_us INTEGER NOT NULL,
      who TEXT NOT NULL
    ) STRICT;

    CREATE TABLE file (
      source_id INTEGER NOT NULL REFERENCES source,
      idx INTEGER NOT NULL,
      name TEXT NOT NULL,
      format TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (source_id, idx)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE block (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      first_event INTEGER NOT NULL UNIQUE,
      count INTEGER NOT NULL,
      first_us INTEGER,
      last_us INTEGER,
      raw_bytes INTEGER NOT NULL,
      sha256 BLOB NOT NULL,
      chain BLOB NOT NULL,
      frame BLOB NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;

    CREATE TABLE term (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;
    INSERT INTO term (id, value) VALUES (0, '');

    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      time_us INTEGER,
      source_id INTEGER NOT NULL,
      level INTEGER NOT NULL DEFAULT 0,
      action INTEGER NOT NULL DEFAULT 0,
      outcome INTEGER NOT NULL DEFAULT 0,
      provider INTEGER NOT NULL DEFAULT 0,
      user INTEGER NOT NULL DEFAULT 0,
      src_ip INTEGER NOT NULL DEFAULT 0,
      dst_ip INTEGER NOT NULL DEFAULT 0,
      host INTEGER NOT NULL DEFAULT 0,
      service INTEGER NOT NULL DEFAULT 0,
      account INTEGER NOT NULL DEFAULT 0,
      region INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX event_by_time ON event (time_us, id);

    CREATE TABLE rejection (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      file_idx INTEGER NOT NULL,
      position INTEGER NOT NULL,
      length INTEGER NOT NULL,
      reason TEXT NOT NULL,
      excerpt BLOB NOT NULL
    ) STRICT;
    CREATE INDEX rejection_by_source ON rejection (source_id, id);

    CREATE TABLE verification (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source,
      at_us INTEGER NOT NULL,
      who TEXT NOT NULL,
      verdict TEXT NOT NULL,
      with_key INTEGER NOT NULL,
      result TEXT NOT NULL
    ) STRICT;
    CREATE INDEX verification_by_source ON verification (source_id, id);

    CREATE TABLE own_rule (
      id TEXT PRIMARY KEY,
      text TEXT NOT NULL,
      saved_us INTEGER NOT NULL,
      removed INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rule_version (
      digest TEXT PRIMARY KEY,
      rule_id TEXT NOT NULL,
      text TEXT NOT NULL,
      saved_us INTEGER NOT NULL,
      who TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rule_switch (id TEXT PRIMARY KEY, enabled INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE detection_run (
      id INTEGER PRIMARY KEY,
      at_us INTEGER NOT NULL,
      rules_digest TEXT NOT NULL,
      rules INTEGER NOT NULL,
      events INTEGER NOT NULL,
      seconds REAL NOT NULL
    ) STRICT;

    CREATE TABLE alert (
      id TEXT PRIMARY KEY,
      rule_id TEXT NOT NULL,
      severity TEXT NOT NULL,
      start_us INTEGER NOT NULL,
      end_us INTEGER NOT NULL,
      finding TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'new',
      assignee TEXT NOT NULL DEFAULT '',
      raised_us INTEGER NOT NULL,
      historical INTEGER NOT NULL,
      clock_us INTEGER,
      incident_id TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX alert_by_end ON alert (end_us);
    CREATE TABLE alert_event (
      event_id INTEGER NOT NULL,
      alert_id TEXT NOT NULL REFERENCES alert,
      PRIMARY KEY (event_id, alert_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alert_step (
      id INTEGER PRIMARY KEY,
      alert_id TEXT NOT NULL REFERENCES alert,
      from_state TEXT NOT NULL,
      to_state TEXT NOT NULL,
      at_us INTEGER NOT NULL,
      who TEXT NOT NULL,
      note TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX alert_step_by_alert ON alert_step (alert_id, id);

    CREATE TABLE incident (
      id TEXT PRIMARY KEY,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (year, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incident_revision (
      id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      body TEXT NOT NULL,
      at_us INTEGER NOT NULL,
      who TEXT NOT NULL,
      PRIMARY KEY (id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE review (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      start_us INTEGER NOT NULL,
      end_us INTEGER NOT NULL,
      ran_us INTEGER NOT NULL,
      late INTEGER NOT NULL,
      by_hand INTEGER NOT NULL,
      report TEXT NOT NULL
    ) STRICT;
    CREATE INDEX review_by_kind ON review (kind, start_us);

    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      at_us INTEGER NOT NULL,
      who TEXT NOT NULL,
      act TEXT NOT NULL,
      detail TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
  `,
};
