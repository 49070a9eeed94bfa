// Findings and the work on them.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { Alert, AlertState } from '../../shared/domain/alert.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import type { Severity } from '../../shared/domain/severity.ts';
import type { Db } from './connection.ts';
import { storedJson } from './stored-json.ts';

interface AlertRow {
  readonly id: string;
  readonly finding: string;
  readonly state: AlertState;
  readonly assignee: string;
  readonly raised_us: number;
  readonly historical: number;
  readonly clock_us: number | null;
  readonly incident_id: string | null;
  readonly evidence_dropped: number;
}

interface StepRow {
  readonly from_state: AlertState;
  readonly to_state: AlertState;
  readonly at_us: number;
  readonly who: string;
  readonly note: string;
}

export const ALERTS_OF_EVENT_SQL = `SELECT a.id, a.rule_id AS ruleId, a.finding ->> 'ruleTitle' AS title,
  a.severity FROM alert_event e CROSS JOIN alert a INDEXED BY alert_title
  WHERE e.event_id = ? AND a.id = e.alert_id ORDER BY a.start_us, a.id`;

export function alertReader(db: Db) {
  const all = db.prepare<[], AlertRow>('SELECT * FROM alert ORDER BY start_us, id');
  const one = db.prepare<[string], AlertRow>('SELECT * FROM alert WHERE id = ?');
  const between = db.prepare<[number, number], AlertRow>(
    'SELECT * FROM alert WHERE end_us >= ? AND end_us < ? ORDER BY start_us, id',
  );
  const steps = db.prepare<[string], StepRow>(
    'SELECT * FROM alert_step WHERE alert_id = ? AND undone = 0 ORDER BY id',
  );
  const ofEvent = db.prepare<
    [number],
    { id: string; ruleId: string; title: string; severity: Severity }
  >(ALERTS_OF_EVENT_SQL);
  const perRule = db.prepare<[], { rule: string; n: number }>(
    'SELECT rule_id AS rule, count(*) AS n FROM alert GROUP BY 1',
  );
  const decided = db.prepare<[], { rule: string; state: AlertState; n: number }>(
    `SELECT rule_id AS rule, state, count(*) AS n FROM alert
     WHERE state IN ('closed', 'documented', 'false positive') GROUP BY 1, 2`,
  );
  const build = (row: AlertRow): Alert => ({
    finding: storedJson(row.finding, `the finding ${row.id}`) as Finding,
    state: row.state,
    assignee: row.assignee,
    raisedAtUs: timeUs(row.raised_us),
    steps: steps.all(row.id).map((step) => ({
      from: step.from_state,
      to: step.to_state,
      atUs: timeUs(step.at_us),
      who: step.who,
      note: step.note,
    })),
    historical: row.historical === 1,
    clockStartedAtUs: row.clock_us === null ? null : timeUs(row.clock_us),
    incidentId: row.incident_id,
    ...(row.evidence_dropped > 0 && { evidenceDropped: row.evidence_dropped }),
  });
  return {
    all: (): Alert[] => all.all().map(build),
    get(id: string): Alert | undefined {
      const row = one.get(id);
      return row && build(row);
    },
    /** Alerts whose last event lies in [fromUs, toUs). */
    endingIn: (fromUs: TimeUs | null, toUs: TimeUs | null): Alert[] =>
      between.all(fromUs ?? Number.MIN_SAFE_INTEGER, toUs ?? Number.MAX_SAFE_INTEGER).map(build),
    ofEvent: (eventId: number) => ofEvent.all(eventId),
    countPerRule: (): Map<string, number> => new Map(perRule.all().map((row) => [row.rule, row.n])),
    /** The officer's verdicts so far: true (documented or closed) and false, per rule. */
    verdictsPerRule(): Map<string, { truePositives: number; falsePositives: number }> {
      const out = new Map<string, { truePositives: number; falsePositives: number }>();
      for (const { rule, state, n } of decided.all()) {
        const entry = out.get(rule) ?? { truePositives: 0, falsePositives: 0 };
        if (state === 'false positive') entry.falsePositives += n;
        else entry.truePositives += n;
        out.set(rule, entry);
      }
      return out;
    },
  };
}

export type AlertReader = ReturnType<typeof alertReader>;

export function alertWriter(db: Db) {
  const known = db.prepare<[string], string>('SELECT finding FROM alert WHERE id = ?').pluck();
  const insert = db.prepare(
    `INSERT INTO alert (id, rule_id, severity, start_us, end_us, finding, raised_us, historical, clock_us)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const refresh = db.prepare(
    'UPDATE alert SET severity = ?, start_us = ?, end_us = ?, finding = ? WHERE id = ?',
  );
  // By event first, as the table is arranged.
  const removeEvent = db.prepare('DELETE FROM alert_event WHERE event_id = ? AND alert_id = ?');
  // In one statement, in the order of the table: a finding may hold a hundred thousand events.
  const addEvents = db.prepare(
    `INSERT OR IGNORE INTO alert_event (event_id, alert_id)
     SELECT value, ? FROM json_each(?) ORDER BY value`,
  );
  const move = db.prepare('UPDATE alert SET state = ? WHERE id = ?');
  const addStep = db.prepare(
    'INSERT INTO alert_step (alert_id, from_state, to_state, at_us, who, note) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const lastStep = db.prepare<[string], { id: number; from_state: AlertState }>(
    'SELECT id, from_state FROM alert_step WHERE alert_id = ? AND undone = 0 ORDER BY id DESC LIMIT 1',
  );
  const undo = db.prepare('UPDATE alert_step SET undone = 1 WHERE id = ?');
  const assign = db.prepare('UPDATE alert SET assignee = ? WHERE id = ?');
  const setIncident = db.prepare('UPDATE alert SET incident_id = ? WHERE id = ?');
  return {
    /** A finding seen before is brought up to date, and keeps the work done on it. True where new. */
    record(
      finding: Finding,
      raisedAtUs: TimeUs,
      historical: boolean,
      clockStartedAtUs: TimeUs | null,
    ): boolean {
      const before = known.get(finding.id);
      const text = JSON.stringify(finding);
      if (before === text) return false;
      if (before === undefined) {
        insert.run(
          finding.id,
          finding.ruleId,
          finding.severity,
          finding.startUs,
          finding.endUs,
          text,
          raisedAtUs,
          historical ? 1 : 0,
          clockStartedAtUs,
        );
      } else {
        refresh.run(finding.severity, finding.startUs, finding.endUs, text, finding.id);
        const now = new Set(finding.eventIds);
        const { eventIds } = storedJson(before, `the finding ${finding.id}`) as Finding;
        for (const id of eventIds) if (!now.has(id)) removeEvent.run(id, finding.id);
      }
      addEvents.run(finding.id, JSON.stringify(finding.eventIds));
      return before === undefined;
    },
    move(id: string, from: AlertState, to: AlertState, atUs: TimeUs, who: string, note: string) {
      move.run(to, id);
      addStep.run(id, from, to, atUs, who, note);
    },
    /** False where there is no step to take back. */
    undo(id: string): boolean {
      const step = lastStep.get(id);
      if (!step) return false;
      undo.run(step.id);
      move.run(step.from_state, id);
      return true;
    },
    assign: (id: string, assignee: string): void => void assign.run(assignee, id),
    setIncident: (id: string, incidentId: string | null): void =>
      void setIncident.run(incidentId, id),
  };
}
