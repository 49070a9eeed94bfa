// Whether a case is made of the tables that this program makes, and of nothing else that could stand
// between them and a reader: a view under a table's name, a trigger, a column that is worked out.

import Database from 'better-sqlite3';
import type { Db } from './connection.ts';
import { MIGRATIONS } from './schema.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Indexes change what is quick, not what is read; `sqlite_…` are SQLite's own. */
const OBJECTS_SQL = `SELECT type, name, sql FROM sqlite_schema
  WHERE type <> 'index' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name`;

let expected: ReadonlyMap<string, string | null> | undefined;

/** Tables, views and triggers that are not as this program makes them, or are not there. */
export function foreignObjects(db: Db): readonly string[] {
  expected ??= objectsOfNewCase();
  const missing = new Map(expected);
  const foreign: string[] = [];
  for (const each of db.prepare<[], SchemaObject>(OBJECTS_SQL).iterate()) {
    const name = nameOf(each);
    if (!missing.has(name) || missing.get(name) !== each.sql) foreign.push(name);
    missing.delete(name);
  }
  return [...foreign, ...missing.keys()];
}

function objectsOfNewCase(): ReadonlyMap<string, string | null> {
  const db = new Database(':memory:');
  try {
    for (const migration of MIGRATIONS) {
      db.exec(migration.sql);
      migration.convert?.(db);
    }
    const objects = db.prepare<[], SchemaObject>(OBJECTS_SQL).all();
    return new Map(objects.map((each) => [nameOf(each), each.sql]));
  } finally {
    db.close();
  }
}

function nameOf({ type, name }: SchemaObject): string {
  return `${type} ${name}`;
}
