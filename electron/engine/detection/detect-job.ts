// Detection over the case: what rules match is looked for where that was not done yet, then all hits
// are folded into findings, which go to the writer. The same evidence and rules give the same
// findings, however often it runs and whatever was matched before.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { detectionResult } from '../../../shared/detection/detection-result.ts';
import {
  matchedRules,
  type KeySettings,
  type MatchedRule,
} from '../../../shared/detection/hit-keys.ts';
import { reportedRules } from '../../../shared/detection/rule-run.ts';
import type { LoadedRule, RuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { whyNotLoaded } from '../../../shared/detection/why-not-loaded.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { adjustConfidence } from '../../../shared/analysis/risk.ts';
import { liveFindings } from '../alerts/live-findings.ts';
import { caseInfo } from '../case/case-info.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { caseRuleFiles } from '../rules/case-rule-files.ts';
import { ruleFilesAt } from '../rules/rule-files.ts';
import { pathOf } from '../scope.ts';
import type { MatchingRules } from './block-matcher.ts';
import { eventKeys } from './event-keys.ts';
import { createFolding, foldHits } from './fold-hits.ts';
import { integrityStretches } from './integrity-stretches.ts';
import { loadedRules } from './loaded-rules.ts';
import { matchMissing } from './match-missing.ts';
import { whyMatched } from './why-matched.ts';

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
  const { store } = engine;
  const started = context.host.nowUs();
  const { set, isEnabled } = rulesOf(engine, request.rules, started);
  const { settings } = caseInfo(store);
  const keySettings: KeySettings = {
    program: context.host.version,
    zone: request.zone ?? settings.rulesZone,
    threatList: settings.threatList,
  };
  const threatList = parseThreatList(settings.threatList);
  const matched = matchedRules(set, keySettings, nodeHashes);
  const rules: MatchingRules = { ...keySettings, rules: set.rules, matched };
  const reported = reportedRules(set, isEnabled);
  const fold = createFolding(store, {
    set,
    matched,
    reported,
    hasThreats: threatList.entries > 0,
    zone: keySettings.zone,
    beforeUs: request.toUs,
  });
  await matchMissing(engine, rules, fold.hits.keys, context);
  const events = await foldHits(store, fold, context);
  const result = detectionResult(fold.folding, reported, {
    hashes: nodeHashes,
    zone: rules.zone,
    integrity: integrityStretches(engine),
    eventKey: eventKeys(engine),
    whyMatched: whyMatched(engine, set, rules.zone, threatList),
  });
  const verdicts = store.alerts.verdictsPerRule();
  const findings = result.findings
    .filter((finding) => isWithin(finding, request))
    .map((finding) => weighed(finding, verdicts.get(finding.ruleId)));
  const seconds = (context.host.nowUs() - started) / 1e6;
  const { alerts, added } = await context.steps.saveFindings({
    findings,
    rulesDigest: set.digest,
    rules: reported.length,
    events,
    seconds,
    costs: Object.fromEntries(result.outcomes.map((outcome) => [outcome.ruleId, outcome.cost])),
    live: liveFindings(store, findings, context.host.nowUs()),
  });
  await forgetStale(engine, keySettings, matched, context);
  return {
    alerts: [...alerts],
    added,
    rules: reported.length,
    notLoaded: set.rules.filter((rule) => !rule.ok).map(reasonNotLoaded),
    seconds,
  };
}

/** Hits stay as long as their rules do: those of this run, and all of the case, switched on or off. */
async function forgetStale(
  { store, catalogue }: ReadEngine,
  settings: KeySettings,
  matched: ReadonlyMap<number, MatchedRule>,
  { steps }: JobContext,
): Promise<void> {
  const zone = caseInfo(store).settings.rulesZone;
  const own = matchedRules(catalogue.current().set, { ...settings, zone }, nodeHashes);
  const keep = new Set([...matched.values(), ...own.values()].map(({ key }) => key));
  const isStale = store.hits.sets().some(({ keys }) => !keys.some((key) => keep.has(key)));
  if (isStale) await steps.forgetHits({ keep: [...keep] });
}

function rulesOf(
  { store, catalogue }: ReadEngine,
  paths: readonly string[] | undefined,
  nowUs: TimeUs,
): {
  readonly set: RuleSet;
  readonly isEnabled: (rule: LoadedRule) => boolean;
} {
  const { isEnabled } = catalogue.current();
  const files = [
    ...caseRuleFiles(store, catalogue.builtIn, nowUs),
    ...(paths ?? []).flatMap((path) => ruleFilesAt(path)),
  ];
  return { set: loadedRules(files), isEnabled };
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
  return { title: rule.title, reason: whyNotLoaded(rule.diagnostics) };
}
