// Tries a rule that is being written on the officer's own evidence. Nothing is stored.

import type { Output } from '../../../shared/contract/procedures.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { caseInfo } from '../case/case-info.ts';
import { integrityStretches } from '../detection/integrity-stretches.ts';
import { narrowingOf } from '../detection/narrow-scan.ts';
import { pushEvents } from '../detection/push-events.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { ReadEngine } from '../read-engine.ts';
import { setWithText, WRITTEN } from './rule-among.ts';

/** Shown at once; the timeline has the rest. */
const FIRST_ROWS = 50;

export function previewJob(engine: ReadEngine): JobHandler<'rules.preview'> {
  return async ({ text }, { host, signal, progress }) => {
    const started = host.nowUs();
    const set = setWithText(engine.catalogue, text);
    const own = set.rules.filter((rule) => rule.path === WRITTEN);
    const diagnostics = own.flatMap((rule) => rule.diagnostics);
    const empty = { findings: 0, events: 0, scanned: 0, seconds: 0, first: [], explanations: [] };
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
    const context = { host, signal, progress };
    const scanned = await pushEvents(engine, detection.push, null, context, {
      narrowing: narrowingOf(detection.guards()),
      note: () => `${String(detection.matched)} matches so far`,
    });
    const { findings } = detection.finish();
    const events = new Set(findings.flatMap((finding) => finding.eventIds));
    return {
      findings: findings.length,
      events: events.size,
      scanned,
      seconds: (host.nowUs() - started) / 1e6,
      first: engine.rows.rows([...events].slice(0, FIRST_ROWS)),
      explanations: findings.map((finding) => finding.explanation),
      diagnostics,
    } satisfies Output<'rules.preview'>;
  };
}
