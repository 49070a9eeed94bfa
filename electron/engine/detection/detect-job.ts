// Detection over the case: every event to the shared plan of all enabled rules, then the findings to
// the writer. The same evidence and rules give the same findings, however often it runs.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { loadRuleSet, type LoadedRule, type RuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { adjustConfidence } from '../../../shared/analysis/risk.ts';
import { caseInfo } from '../case/case-info.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { caseRuleFiles } from '../rules/rule-catalogue.ts';
import { ruleFilesAt } from '../rules/rule-files.ts';
import { pathOf } from '../scope.ts';
import { eventKeys } from './event-keys.ts';
import { pushEvents } from './push-events.ts';
import { integrityStretches } from './integrity-stretches.ts';

export interface DetectionRequest {
  /** Rule files and folders beside the rules of the case. */
  readonly rules: readonly string[] | undefined;
  /** Findings whose last event lies in [fromUs, toUs); rules look back as far as they need. */
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
  readonly zone: string | undefined;
}

export function detectJob(engine: ReadEngine): JobHandler<'detect.run'> {
  return async ({ rules, fromUs, toUs, zone }, context) => {
    const paths = rules?.map((token) => pathOf(context.scope, token));
    return await runDetection(engine, { rules: paths, fromUs, toUs, zone }, context);
  };
}

export async function runDetection(
  engine: ReadEngine,
  request: DetectionRequest,
  context: JobContext,
): Promise<Output<'detect.run'>> {
  const started = context.host.nowUs();
  const { set, isEnabled } = ruleSetOf(engine, request.rules, started);
  const { settings } = caseInfo(engine.store);
  const detection = createDetection(set, {
    hashes: nodeHashes,
    zone: request.zone ?? settings.rulesZone,
    threatList: parseThreatList(settings.threatList),
    enabled: isEnabled,
    integrity: integrityStretches(engine),
    eventKey: eventKeys(engine),
    nowUs: context.host.nowUs,
  });
  const events = await pushEvents(engine, detection.push, request.toUs, context, {
    passed: detection.passed,
    note: () => `${String(detection.matched)} matches so far`,
  });
  const verdicts = engine.store.alerts.verdictsPerRule();
  const result = detection.finish();
  const findings = result.findings
    .filter((finding) => isWithin(finding, request))
    .map((finding) => weighed(finding, verdicts.get(finding.ruleId)));
  const seconds = (context.host.nowUs() - started) / 1e6;
  const ran = set.rules.filter((rule) => rule.ok && rule.reported && isEnabled(rule)).length;
  const { alerts, added } = await context.steps.saveFindings({
    findings,
    rulesDigest: set.digest,
    rules: ran,
    events,
    seconds,
    costs: Object.fromEntries(result.outcomes.map((outcome) => [outcome.ruleId, outcome.cost])),
    liveUntilUs: null,
  });
  return {
    alerts: [...alerts],
    added,
    rules: ran,
    notLoaded: set.rules.filter((rule) => !rule.ok).map(reasonNotLoaded),
    seconds,
  };
}

function ruleSetOf(
  engine: ReadEngine,
  paths: readonly string[] | undefined,
  nowUs: TimeUs,
): { readonly set: RuleSet; readonly isEnabled: (rule: LoadedRule) => boolean } {
  const { set, isEnabled } = engine.catalogue.current();
  if (paths === undefined || paths.length === 0) return { set, isEnabled };
  const files = [
    ...caseRuleFiles(engine.store, engine.catalogue.builtIn, nowUs),
    ...paths.flatMap((path) => ruleFilesAt(path)),
  ];
  return { set: loadRuleSet(files, nodeHashes), isEnabled };
}

function isWithin(finding: Finding, { fromUs, toUs }: DetectionRequest): boolean {
  return (fromUs === null || finding.endUs >= fromUs) && (toUs === null || finding.endUs < toUs);
}

/** The officer's verdicts on a rule move the score of its findings. */
function weighed(
  finding: Finding,
  verdicts: { readonly truePositives: number; readonly falsePositives: number } | undefined,
): Finding {
  if (!verdicts) return finding;
  const { truePositives, falsePositives } = verdicts;
  return {
    ...finding,
    confidence: adjustConfidence(finding.confidence, truePositives, falsePositives),
  };
}

function reasonNotLoaded(rule: LoadedRule): { title: string; reason: string } {
  const problem = rule.diagnostics.find((each) => each.severity === 'error');
  return {
    title: rule.title,
    reason: problem ? `line ${String(problem.line)}: ${problem.message}` : 'unknown',
  };
}
