// Tries a rule that is being written on the officer's own evidence. Nothing is stored.

import type { Output } from '../../../shared/contract/procedures.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { caseInfo } from '../case/case-info.ts';
import { integrityStretches } from '../detection/integrity-stretches.ts';
import { pushEvents } from '../detection/push-events.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { ReadEngine } from '../read-engine.ts';
import { caseRuleFiles } from './rule-catalogue.ts';
import { rulesOfText } from './rule-queries.ts';

/** Shown at once; the timeline has the rest. */
const FIRST_ROWS = 50;

export function previewJob(engine: ReadEngine): JobHandler<'rules.preview'> {
  return async ({ text }, { host, signal, progress }) => {
    const started = host.nowUs();
    const own = rulesOfText(engine.store, engine.catalogue, text);
    const diagnostics = own.flatMap((rule) => rule.diagnostics);
    const empty = { findings: 0, events: 0, scanned: 0, seconds: 0, first: [], explanations: [] };
    if (own.length === 0 || diagnostics.some((each) => each.severity === 'error')) {
      return { ...empty, diagnostics };
    }
    const ids = new Set(own.map((rule) => rule.id));
    const others = caseRuleFiles(engine.store, engine.catalogue.builtIn).filter(
      (file) => !loadRuleSet([file], nodeHashes).rules.some((rule) => ids.has(rule.id)),
    );
    const set = loadRuleSet(
      [...others, { path: 'new', text, origin: 'own', pack: '' }],
      nodeHashes,
    );
    const { settings } = caseInfo(engine.store);
    const detection = createDetection(set, {
      hashes: nodeHashes,
      zone: settings.rulesZone,
      threatList: parseThreatList(settings.threatList),
      enabled: (rule) => rule.path === 'new',
      integrity: own.some((rule) => rule.kind === 'integrity') ? integrityStretches(engine) : [],
    });
    const context = { host, signal, progress };
    const scanned = await pushEvents(engine, detection.push, null, context);
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
