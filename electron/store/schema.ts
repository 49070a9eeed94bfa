// The case file's format: its migrations in order, each in a file of its own.

import { FIRST } from './migrations/1-first.ts';
import { COLUMNS } from './migrations/2-columns.ts';
import { TEXT_INDEX } from './migrations/3-text-index.ts';
import { CHECKPOINTS } from './migrations/4-checkpoints.ts';
import { RETENTION } from './migrations/5-retention.ts';
import { EXCEPTIONS } from './migrations/6-exceptions.ts';
import { RULE_COST } from './migrations/7-rule-cost.ts';
import { HITS } from './migrations/8-hits.ts';
import { DROPPED_CONTENT } from './migrations/9-dropped-content.ts';
import { TEMPLATES } from './migrations/10-templates.ts';
import { TERM_INDEX } from './migrations/11-term-index.ts';
import { IMPORT_PLANS } from './migrations/12-import-plans.ts';
import { ALERT_TITLES } from './migrations/13-alert-titles.ts';
import type { Migration } from './migrations/migration.ts';

/** 'SEAL' in ASCII: tells a case from any other SQLite file. */
export const APPLICATION_ID = 0x5345414c;

export const MIGRATIONS: readonly Migration[] = [
  FIRST,
  COLUMNS,
  TEXT_INDEX,
  CHECKPOINTS,
  RETENTION,
  EXCEPTIONS,
  RULE_COST,
  HITS,
  DROPPED_CONTENT,
  TEMPLATES,
  TERM_INDEX,
  IMPORT_PLANS,
  ALERT_TITLES,
];
