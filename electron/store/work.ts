// Incidents, reviews, detection runs and the officer's own rules: small tables of documents.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { RuleCost } from '../../shared/domain/rule.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { Db } from './connection.ts';
import { storedJson } from './stored-json.ts';

export interface StoredReview {
  readonly id: number;
  readonly kind: 'hourly' | 'daily' | 'weekly';
  readonly periodStartUs: TimeUs;
  readonly periodEndUs: TimeUs;
  readonly ranAtUs: TimeUs;
  readonly late: boolean;
  readonly byHand: boolean;
  readonly report: Record<string, unknown>;
}

interface ReviewRow {
  readonly id: number;
  readonly kind: StoredReview['kind'];
  readonly start_us: number;
  readonly end_us: number;
  readonly ran_us: number;
  readonly late: number;
  readonly by_hand: number;
  readonly report: string;
}

export interface OwnRule {
  readonly id: string;
  readonly text: string;
}

export function workReader(db: Db) {
  const incidents = db
    .prepare<[], string>('SELECT body FROM incident ORDER BY year DESC, number DESC')
    .pluck();
  const incident = db.prepare<[string], string>('SELECT body FROM incident WHERE id = ?').pluck();
  const reviews = db.prepare<[], ReviewRow>(
    'SELECT * FROM review ORDER BY ran_us DESC, id DESC LIMIT 1000',
  );
  const rules = db.prepare<[], OwnRule>(
    'SELECT id, text FROM own_rule WHERE removed = 0 ORDER BY id',
  );
  const switches = db.prepare<[], { id: string; enabled: number }>('SELECT * FROM rule_switch');
  const lastRun = db.prepare<[], { at_us: number; rules_digest: string; rules: number }>(
    'SELECT at_us, rules_digest, rules FROM detection_run ORDER BY id DESC LIMIT 1',
  );
  const lastCosts = db
    .prepare<[], string>('SELECT rule_costs FROM detection_run ORDER BY id DESC LIMIT 1')
    .pluck();
  return {
    /** By rule id, in the last run of detection. */
    ruleCosts(): Readonly<Record<string, RuleCost>> {
      const text = lastCosts.get();
      return text === undefined
        ? {}
        : (storedJson(text, 'the costs of rules') as Record<string, RuleCost>);
    },
    incidents: (): Incident[] =>
      incidents.all().map((body) => storedJson(body, 'an incident') as Incident),
    incident(id: string): Incident | undefined {
      const body = incident.get(id);
      return body === undefined ? undefined : (storedJson(body, `the incident ${id}`) as Incident);
    },
    reviews: (): StoredReview[] =>
      reviews.all().map((row) => ({
        id: row.id,
        kind: row.kind,
        periodStartUs: timeUs(row.start_us),
        periodEndUs: timeUs(row.end_us),
        ranAtUs: timeUs(row.ran_us),
        late: row.late === 1,
        byHand: row.by_hand === 1,
        report: storedJson(row.report, 'a review') as Record<string, unknown>,
      })),
    ownRules: (): OwnRule[] => rules.all(),
    /** What the officer switched; see engine/rules/rule-switches.ts for the keys. */
    ruleSwitches: (): Map<string, boolean> =>
      new Map(switches.all().map((row) => [row.id, row.enabled === 1])),
    lastDetection(): { atUs: TimeUs; rulesDigest: string; rules: number } | undefined {
      const row = lastRun.get();
      return row && { atUs: timeUs(row.at_us), rulesDigest: row.rules_digest, rules: row.rules };
    },
  };
}

export function workWriter(db: Db) {
  const nextNumber = db
    .prepare<[number], number>('SELECT coalesce(max(number), 0) + 1 FROM incident WHERE year = ?')
    .pluck();
  const addIncident = db.prepare(
    'INSERT INTO incident (id, year, number, revision, body) VALUES (?, ?, ?, ?, ?)',
  );
  const updateIncident = db.prepare('UPDATE incident SET revision = ?, body = ? WHERE id = ?');
  const addRevision = db.prepare(
    'INSERT INTO incident_revision (id, revision, body, at_us, who) VALUES (?, ?, ?, ?, ?)',
  );
  const addReview = db.prepare(
    `INSERT INTO review (kind, start_us, end_us, ran_us, late, by_hand, report)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const saveRule = db.prepare(
    `INSERT INTO own_rule (id, text, saved_us) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET text = excluded.text, saved_us = excluded.saved_us, removed = 0`,
  );
  const removeRule = db.prepare('UPDATE own_rule SET removed = 1 WHERE id = ?');
  const addVersion = db.prepare(
    'INSERT OR IGNORE INTO rule_version (digest, rule_id, text, saved_us, who) VALUES (?, ?, ?, ?, ?)',
  );
  const setSwitch = db.prepare('INSERT OR REPLACE INTO rule_switch (id, enabled) VALUES (?, ?)');
  const addRun = db.prepare(
    `INSERT INTO detection_run (at_us, rules_digest, rules, events, seconds, rule_costs)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return {
    /** The next number of that year: within the writer's transaction, so without gaps. */
    nextIncidentNumber: (year: number): number => nextNumber.get(year) ?? 1,
    addIncident(incident: Incident, year: number, number: number, who: string): void {
      const body = JSON.stringify(incident);
      addIncident.run(incident.id, year, number, incident.revision, body);
      addRevision.run(incident.id, incident.revision, body, incident.openedAtUs, who);
    },
    updateIncident(incident: Incident, atUs: TimeUs, who: string): void {
      const body = JSON.stringify(incident);
      updateIncident.run(incident.revision, body, incident.id);
      addRevision.run(incident.id, incident.revision, body, atUs, who);
    },
    addReview(review: Omit<StoredReview, 'id'>): number {
      return Number(
        addReview.run(
          review.kind,
          review.periodStartUs,
          review.periodEndUs,
          review.ranAtUs,
          review.late ? 1 : 0,
          review.byHand ? 1 : 0,
          JSON.stringify(review.report),
        ).lastInsertRowid,
      );
    },
    saveRule(id: string, text: string, digest: string, atUs: TimeUs, who: string): void {
      saveRule.run(id, text, atUs);
      addVersion.run(digest, id, text, atUs, who);
    },
    removeRule: (id: string): void => void removeRule.run(id),
    setSwitch: (id: string, enabled: boolean): void => void setSwitch.run(id, enabled ? 1 : 0),
    addDetectionRun(
      atUs: TimeUs,
      rulesDigest: string,
      rules: number,
      events: number,
      seconds: number,
      costs: Readonly<Record<string, RuleCost>>,
    ): void {
      addRun.run(atUs, rulesDigest, rules, events, seconds, JSON.stringify(costs));
    },
  };
}
