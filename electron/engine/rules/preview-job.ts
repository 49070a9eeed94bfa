// Tries a rule that is being written on the officer's own evidence. Nothing is stored.

import type { Progress } from '../../../shared/contract/procedure.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { createDetection, type DetectionRun } from '../../../shared/detection/detection.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { caseInfo } from '../case/case-info.ts';
import { columnEventsOf } from '../detection/column-events.ts';
import { integrityStretches } from '../detection/integrity-stretches.ts';
import { narrowingOf } from '../detection/narrow-scan.ts';
import { pushEvents } from '../detection/push-events.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { ReadEngine } from '../read-engine.ts';
import { setWithText, WRITTEN } from './rule-among.ts';

/** Shown at once; the timeline has the rest. */
const FIRST_ROWS = 50;
/** Shown while the others are still looked for. */
const SAMPLE_ROWS = 10;

export function previewJob(engine: ReadEngine): JobHandler<'rules.preview'> {
  return async ({ text }, { host, signal, progress }) => {
    const started = host.nowUs();
    const set = setWithText(engine.catalogue, text);
    const own = set.rules.filter((rule) => rule.path === WRITTEN);
    const diagnostics = own.flatMap((rule) => rule.diagnostics);
    const applicable = own.some((rule) => engine.catalogue.applies(rule, set.rules));
    const empty = {
      findings: 0,
      events: 0,
      scanned: 0,
      applicable,
      seconds: 0,
      first: [],
      explanations: [],
    };
    if (own.length === 0 || diagnostics.some((each) => each.severity === 'error')) {
      return { ...empty, diagnostics };
    }
    const { settings } = caseInfo(engine.store);
    const detection = createDetection(set, {
      hashes: nodeHashes,
      zone: settings.rulesZone,
      threatList: parseThreatList(settings.threatList),
      enabled: (rule) => rule.path === WRITTEN,
      integrity: own.some((rule) => rule.kind === 'integrity') ? integrityStretches(engine) : [],
    });
    const sample = createSample(engine, detection);
    const context = {
      host,
      signal,
      progress: (now: Progress) => progress({ ...now, sample: sample.rows() }),
    };
    const scanned = await pushEvents(engine, sample.push, null, context, {
      narrowing: narrowingOf(engine, detection.guards()),
      columnEvents: columnEventsOf(engine, detection.fieldsAsked()),
      note: () => `${String(detection.matched)} matches so far`,
      isUrgent: sample.isNew,
    });
    const { findings } = detection.finish();
    const events = new Set(findings.flatMap((finding) => finding.eventIds));
    return {
      findings: findings.length,
      events: events.size,
      scanned,
      applicable,
      seconds: (host.nowUs() - started) / 1e6,
      first: engine.rows.rows([...events].slice(0, FIRST_ROWS)),
      explanations: findings.map((finding) => finding.explanation),
      diagnostics,
    } satisfies Output<'rules.preview'>;
  };
}

/** The first events that match, as they are found. */
function createSample(engine: ReadEngine, detection: DetectionRun) {
  const found: number[] = [];
  let rows: Output<'rules.preview'>['first'] = [];
  return {
    push(event: EventView): void {
      const before = detection.matched;
      detection.push(event);
      if (detection.matched > before && found.length < SAMPLE_ROWS) found.push(event.id);
    },
    isNew: () => rows.length === 0 && found.length > 0,
    rows() {
      if (found.length > rows.length) {
        rows = [...rows, ...engine.rows.rows(found.slice(rows.length))];
      }
      return rows;
    },
  };
}
