// Rules over files, nothing stored: which records each rule matches, numbered from 1 over all files.

import { formatUtc } from '../../../shared/base/time.ts';
import type { MatchLine } from '../../../shared/contract/areas/tools.ts';
import { explainRule } from '../../../shared/detection/explain.ts';
import {
  createMatchRun,
  type MatchGroup,
  type MatchOutcome,
} from '../../../shared/detection/match-run.ts';
import type { Routing } from '../../../shared/detection/log-source.ts';
import { loadRuleSet, type RuleSet } from '../../../shared/detection/rule-set.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled } from '../jobs.ts';
import { ruleFilesAt } from '../rules/rule-files.ts';
import { pathOf } from '../scope.ts';
import { intakeRecords, normalised, type IntakeRecord } from './intake-records.ts';

/** Records explained per rule; the record numbers themselves are never cut. */
const MOST_EXPLAINED = 20;

export const matchJob: JobHandler<'tools.match'> = async (input, context) => {
  const { scope, signal, host, progress } = context;
  const zone = input.zone ?? 'UTC';
  const set = loadRuleSet(
    input.rules.flatMap((token) => ruleFilesAt(pathOf(scope, token))),
    nodeHashes,
  );
  const options = { zone, route: routingOf(input.route) };
  const run = createMatchRun(set, options);
  const explained = new Map<number, EventView>();
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  let records = 0;
  let rejected = 0;
  for (const token of input.events) {
    const path = pathOf(scope, token);
    for await (const record of intakeRecords(path, { zone, signal })) {
      records++;
      if (record.kind === 'rejected') rejected++;
      else {
        const view = recordView(record, records, zone);
        run.push(view);
        if (input.explain && explained.size < 10_000) explained.set(records, view);
      }
      report({ phase: 'match', done: records, total: null, unit: 'events', note: path });
      throwIfCancelled(signal);
      await breathe();
    }
  }
  const lines = run
    .finish()
    .filter((outcome) => input.all || outcome.matches.length + outcome.groups.length > 0)
    .map((outcome) => ({
      ...lineOf(outcome),
      ...(input.explain ? { explain: explanation(set, outcome, explained, options) } : {}),
    }));
  return { lines, records, rejected };
};

function routingOf(asked: boolean | undefined): Routing {
  if (asked === undefined) return 'auto';
  return asked ? 'always' : 'never';
}

function recordView(
  record: Extract<IntakeRecord, { kind: 'event' }>,
  id: number,
  zone: string,
): EventView {
  const event = normalised(record, zone);
  return {
    id,
    timeUs: event.time.timeUs,
    nanos: event.time.nanos,
    ecs: event.ecs,
    fields: event.fields,
    logSource: event.logSource,
    raw: strictTextOf(record.bytes) ?? textOf(record.bytes),
  };
}

function lineOf({
  rule,
  kind,
  matches,
  groups,
  notApplicable,
  notLoaded,
}: MatchOutcome): MatchLine {
  return {
    rule: rule.id,
    title: rule.title,
    level: rule.level,
    kind,
    ...(kind === 'correlation' ? { groups: groups.map(groupLine) } : { matches: [...matches] }),
    ...(notApplicable === undefined ? {} : { notApplicable }),
    ...(notLoaded === undefined ? {} : { notLoaded }),
  };
}

function groupLine(group: MatchGroup) {
  return {
    group: { ...group.group },
    firstFire: formatUtc(group.firstFireUs),
    start: formatUtc(group.startUs),
    end: formatUtc(group.endUs),
    count: group.count,
    matches: [...group.matches],
  };
}

function explanation(
  set: RuleSet,
  { rule, matches, notLoaded }: MatchOutcome,
  views: ReadonlyMap<number, EventView>,
  options: Parameters<typeof explainRule>[3],
): unknown {
  if (notLoaded !== undefined) return { rule: rule.id, notLoaded };
  const numbers =
    matches.length > 0 ? matches.slice(0, MOST_EXPLAINED) : [...views.keys()].slice(0, 1);
  return numbers.flatMap((number) => {
    const view = views.get(number);
    return view ? [{ record: number, ...explainRule(set, rule, view, options) }] : [];
  });
}
