// What is said of an alert beside each of its events, without its finding, which lists them all: for
// an alert of thousands of events that would be read thousands of times.

import type { Migration } from './migration.ts';

export const ALERT_TITLES: Migration = {
  version: 13,
  sql: `CREATE INDEX alert_title ON alert (id, start_us, rule_id, severity, finding ->> 'ruleTitle');`,
};
