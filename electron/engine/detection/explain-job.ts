// Why a rule of the case has found an event, or what stands in the way. For a correlation the events
// around are run through it again, to say how full its window was.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { explainRule } from '../../../shared/detection/explain.ts';
import { createMatchRun } from '../../../shared/detection/match-run.ts';
import { ruleAlone } from '../../../shared/detection/rule-alone.ts';
import type { LoadedRule, RuleSet } from '../../../shared/detection/rule-set.ts';
import type { RuleTree } from '../../../shared/detection/rule.ts';
import { RuleRun } from '../../../shared/detection/rule-run.ts';
import { boundsText, spanText } from '../../../shared/detection/sentences.ts';
import { parseThreatList, type ThreatList } from '../../../shared/detection/threat-list.ts';
import { whyBaseline } from '../../../shared/detection/why-baseline.ts';
import { grouped } from '../../../shared/base/counted.ts';
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
    const { rulesZone: zone, threatList: listed } = caseInfo(engine.store).settings;
    const threatList = parseThreatList(listed);
    const explained = explainRule(set, rule, event, { zone, route: 'auto', threatList });
    if (explained.outcome === 'not loaded') return explained;
    if (!isEnabled(rule)) {
      return { ...explained, outcome: 'disabled', reason: 'The rule is switched off.' };
    }
    if (explained.outcome !== 'match') return explained;
    const asked: Asked = { engine, set, index, rule, event, explained, zone, context };
    if (rule.tree?.kind === 'correlation') return withWindow(asked, threatList);
    return rule.tree?.kind === 'baseline' ? withBaseline(asked, rule.tree) : explained;
  };
}

interface Asked {
  readonly engine: ReadEngine;
  readonly set: RuleSet;
  readonly index: number;
  readonly rule: LoadedRule;
  readonly event: EventView;
  /** As far as the event itself shows. */
  readonly explained: RuleExplanation;
  readonly zone: string;
  readonly context: JobContext;
}

/** The figure of the event's window, against what the events before it are like. */
async function withBaseline(
  { engine, set, index, event, explained, zone, context }: Asked,
  { baseline, head }: RuleTree & { readonly kind: 'baseline' },
): Promise<RuleExplanation> {
  if (event.timeUs === null) {
    const reason = 'The event has no time, so there is nothing to compare it with.';
    return { ...explained, outcome: 'not unusual', reason };
  }
  // New and rare values have no window: the event is the last that matters.
  const { windowUs } = baseline;
  const endUs =
    windowUs > 0 ? (Math.floor(event.timeUs / windowUs) + 1) * windowUs : event.timeUs + 1;
  const run = new RuleRun(ruleAlone(set, index), {
    zone,
    route: 'auto',
    threatList: undefined,
    enabled: () => true,
  });
  await pushEvents(engine, (view) => run.push(view), timeUs(endUs), context);
  const table = run.hits(index);
  const own = { foldUs: head.foldUs, zone: head.zone ?? zone };
  const why = table && whyBaseline(baseline, own, table, run.texts, event.id);
  if (why === undefined) return explained;
  return { ...explained, outcome: why.found ? 'match' : 'not unusual', reason: why.reason };
}

async function withWindow(
  { engine, set, index, rule, event, explained, zone, context }: Asked,
  threatList: ThreatList,
): Promise<RuleExplanation> {
  if (event.timeUs === null) {
    const reason = 'The event has no time, so no window can hold it.';
    return { ...explained, outcome: 'window not full', reason };
  }
  const span = spanWithin(set, index);
  const from = event.timeUs - span;
  const to = event.timeUs + span;
  const options = { zone, route: 'auto', threatList } as const;
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
  const fired = asWritten
    .finish()
    .flatMap((outcome) => outcome.groups)
    .find(holdsEvent(event));
  if (fired) return { ...explained, reason: fillText(rule, fired, true) };
  const groups = counted.finish().flatMap((outcome) => outcome.groups);
  return {
    ...explained,
    outcome: 'window not full',
    reason: fillText(rule, groups.find(holdsEvent(event)), false),
  };
}

function holdsEvent(event: EventView): (group: { readonly matches: readonly number[] }) => boolean {
  return ({ matches }) => matches.includes(event.id);
}

function fillText(
  rule: LoadedRule,
  group: { readonly count: number; readonly group: Readonly<Record<string, string>> } | undefined,
  fired: boolean,
): string {
  if (rule.tree?.kind !== 'correlation') return '';
  const { bounds, spanUs, type } = rule.tree.correlation;
  const span = spanText(spanUs);
  if (type === 'temporal_ordered') {
    return `The steps ${fired ? '' : 'do not '}follow each other in their order within ${span}.`;
  }
  const names = Object.entries(group?.group ?? {}).map(([name, value]) => `${name} ${value}`);
  const whose = names.length === 0 ? '' : ` for ${names.join(', ')}`;
  const wanted = bounds.length === 0 ? 'every rule' : boundsText(bounds);
  return `The fullest window of ${span} around the event reaches ${grouped(group?.count ?? 0)}${whose}; ${wanted} is wanted.`;
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
