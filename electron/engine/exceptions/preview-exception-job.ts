// Runs the rule of an alert over the case without and with an exception: what it would silence.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { caseInfo } from '../case/case-info.ts';
import { columnEventsOf } from '../detection/column-events.ts';
import { eventKeys } from '../detection/event-keys.ts';
import { narrowingOf } from '../detection/narrow-scan.ts';
import { pushEvents } from '../detection/push-events.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import type { ReadEngine } from '../read-engine.ts';
import { caseRuleFiles } from '../rules/case-rule-files.ts';
import { exceptionFile } from './exception-files.ts';
import { filterFor } from './exception-rules.ts';

const TRIED = { id: 'tried', reason: 'Tried.' };

export function previewExceptionJob(engine: ReadEngine): JobHandler<'exceptions.preview'> {
  return async ({ alertId, conditions }, context) => {
    const { store, catalogue } = engine;
    const alert = store.alerts.get(alertId);
    if (!alert) throw new FailureError(failure('alert.unknown', `There is no alert ${alertId}.`));
    const { ruleId, ruleTitle } = alert.finding;
    const files = caseRuleFiles(store, catalogue.builtIn, context.host.nowUs());
    const set = loadRuleSet(files, nodeHashes);
    const text = filterFor(set, alert, { ...TRIED, conditions });
    const filtered = loadRuleSet([...files, exceptionFile({ id: TRIED.id, text })], nodeHashes);
    const { settings } = caseInfo(store);
    const options = {
      hashes: nodeHashes,
      zone: settings.rulesZone,
      threatList: parseThreatList(settings.threatList),
      enabled: (rule: { readonly id: string }) => rule.id === ruleId,
      eventKey: eventKeys(engine),
    };
    const without = createDetection(set, options);
    const withIt = createDetection(filtered, options);
    await pushEvents(
      engine,
      (event) => {
        without.push(event);
        withIt.push(event);
      },
      null,
      context,
      {
        // An exception looks at more fields than its rule, and leaves out what the rule finds.
        narrowing: narrowingOf(engine, without.guards()),
        columnEvents: columnEventsOf(engine, withIt.fieldsAsked()),
      },
    );
    const before = without.finish().findings;
    const left = new Set(withIt.finish().findings.map((finding) => finding.id));
    return {
      text,
      before: before.length,
      after: left.size,
      silenced: before
        .filter((finding) => !left.has(finding.id) && store.alerts.get(finding.id) !== undefined)
        .map((finding) => ({ id: finding.id, title: ruleTitle, startUs: finding.startUs })),
    };
  };
}
