// What each rule cost in a run of detection: JSON by rule id.

import type { Migration } from './migration.ts';

export const RULE_COST: Migration = {
  version: 7,
  sql: `ALTER TABLE detection_run ADD COLUMN rule_costs TEXT NOT NULL DEFAULT '{}'`,
};
