// Why a rule of the case has found an event, or what stands in the way. For a correlation the events
// around are run through it again, to say how full its window was.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { explainRule } from '../../../shared/detection/explain.ts';
import { createMatchRun } from '../../../shared/detection/match-run.ts';
import { ruleAlone } from '../../../shared/detection/rule-alone.ts';
import type { LoadedRule, RuleSet } from '../../../shared/detection/rule-set.ts';
import { spanText } from '../../../shared/detection/sentences.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import { timeUs } from '../../../shared/base/time.ts';
import { caseInfo } from '../case/case-info.ts';
import { viewOf } from '../events/event-views.ts';
import type { JobHandler } from '../handlers.ts';
import type { JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { pushEvents } from './push-events.ts';

export function explainJob(engine: ReadEngine): JobHandler<'detection.explain'> {
  return async ({ ruleId, eventId }, context) => {
    const { set, isEnabled } = engine.catalogue.current();
    const index = set.rules.findIndex((rule) => rule.id === ruleId);
    const rule = set.rules[index];
    if (rule === undefined) {
      throw new FailureError(failure('rule.unknown', `There is no rule ${ruleId}.`));
    }
    const event = viewOf(engine.views.get(eventId));
    const zone = caseInfo(engine.store).settings.rulesZone;
    const explained = explainRule(set, rule, event, { zone, route: 'auto' });
    if (explained.outcome === 'not loaded') return explained;
    if (!isEnabled(rule)) {
      return { ...explained, outcome: 'disabled', reason: 'The rule is switched off.' };
    }
    if (rule.tree?.kind !== 'correlation' || explained.outcome !== 'match') return explained;
    return withWindow(engine, set, index, rule, event, explained, zone, context);
  };
}

async function withWindow(
  engine: ReadEngine,
  set: RuleSet,
  index: number,
  rule: LoadedRule,
  event: EventView,
  explained: RuleExplanation,
  zone: string,
  context: JobContext,
): Promise<RuleExplanation> {
  if (event.timeUs === null) {
    const reason = 'The event has no time, so no window can hold it.';
    return { ...explained, outcome: 'window not full', reason };
  }
  const span = spanWithin(set, index);
  const from = event.timeUs - span;
  const to = event.timeUs + span;
  const options = { zone, route: 'auto' } as const;
  const asWritten = createMatchRun(ruleAlone(set, index), options);
  const counted = createMatchRun(ruleAlone(set, index, withoutBounds(rule)), options);
  await pushEvents(
    engine,
    (view) => {
      if (view.timeUs === null || view.timeUs < from || view.timeUs > to) return;
      asWritten.push(view);
      counted.push(view);
    },
    timeUs(to + 1),
    context,
  );
  const fired = asWritten.finish().some(({ groups }) => groups.some(holdsEvent(event)));
  if (fired) return explained;
  const groups = counted.finish().flatMap((outcome) => outcome.groups);
  return {
    ...explained,
    outcome: 'window not full',
    reason: fillText(rule, groups.find(holdsEvent(event))),
  };
}

function holdsEvent(event: EventView): (group: { readonly matches: readonly number[] }) => boolean {
  return ({ matches }) => matches.includes(event.id);
}

function fillText(
  rule: LoadedRule,
  group: { readonly count: number; readonly group: Readonly<Record<string, string>> } | undefined,
): string {
  if (rule.tree?.kind !== 'correlation') return '';
  const { bounds, spanUs, type } = rule.tree.correlation;
  const span = spanText(spanUs);
  if (type === 'temporal_ordered') {
    return `The steps do not follow each other in their order within ${span}.`;
  }
  const names = Object.entries(group?.group ?? {}).map(([name, value]) => `${name} ${value}`);
  const whose = names.length === 0 ? '' : ` for ${names.join(', ')}`;
  const wanted = bounds.map(({ comparison, number }) => `${comparison} ${number}`).join(' and ');
  return `The fullest window of ${span} around the event reaches ${group?.count ?? 0}${whose}; ${wanted === '' ? 'every rule' : wanted} is wanted.`;
}

/** Of a chain, everything that can reach its outermost window. */
function spanWithin(set: RuleSet, index: number): number {
  const rule = set.rules[index];
  if (rule?.tree?.kind !== 'correlation') return 0;
  const inner = rule.references.map((reference) => spanWithin(set, reference));
  return rule.tree.correlation.spanUs + Math.max(0, ...inner);
}

function withoutBounds(rule: LoadedRule): LoadedRule {
  const { tree } = rule;
  if (tree?.kind !== 'correlation') return rule;
  const bounds = [{ comparison: 'gte', number: Number.NEGATIVE_INFINITY }] as const;
  return { ...rule, tree: { ...tree, correlation: { ...tree.correlation, bounds } } };
}
