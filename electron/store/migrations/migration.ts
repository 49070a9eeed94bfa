// What a step from one case format to the next is. One that has been released never changes.

import type Database from 'better-sqlite3';

export interface Migration {
  readonly version: number;
  readonly sql: string;
  /** What SQL alone cannot do to the data there is; runs after `sql`, in the same transaction. */
  convert?(db: Database.Database): void;
}
