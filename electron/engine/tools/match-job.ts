// Rules over files, nothing stored: which records each rule matches, numbered from 1 over all files.

import type { MatchLine } from '../../../shared/contract/areas/tools.ts';
import { FailureError } from '../../../shared/base/result.ts';
import { explainRule } from '../../../shared/detection/explain.ts';
import {
  createMatchRun,
  type MatchGroup,
  type MatchOutcome,
} from '../../../shared/detection/match-run.ts';
import type { Routing } from '../../../shared/detection/log-source.ts';
import { loadRuleSet, type LoadedRule, type RuleSet } from '../../../shared/detection/rule-set.ts';
import { boundsText, spanText } from '../../../shared/detection/sentences.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import { pathOf } from '../scope.ts';
import { intakeRecords } from './intake-records.ts';
import { recordView } from './record-view.ts';
import { pipelinesOf, ruleFilesOf } from './rule-inputs.ts';
import { TimeDetails } from './time-details.ts';

export const matchJob: JobHandler<'tools.match'> = async (input, context) => {
  const { scope } = context;
  const zone = input.zone ?? 'UTC';
  const paths = input.events.map((token) => pathOf(scope, token));
  const set = loadRuleSet(
    ruleFilesOf(scope, input.rules),
    nodeHashes,
    pipelinesOf(scope, input.pipelines ?? []),
  );
  const options = { zone, route: routingOf(input.route) };
  const run = createMatchRun(set, options);
  const times = new TimeDetails();
  const { records, rejected, unreadable } = await eachRecord(
    paths,
    zone,
    context,
    times,
    (_, view) => {
      if (view) run.push(view);
    },
  );
  const told = unreadable.length === 0 ? {} : { unreadable: [...unreadable] };
  const outcomes = run
    .finish()
    .filter(
      ({ matches, groups, notTested }) =>
        input.all || matches.length + groups.length + notTested > 0,
    );
  const lines = outcomes.map((outcome) => lineOf(outcome, times));
  if (!input.explain) return { lines, records, rejected, ...told };
  const explained = await explanations(set, outcomes, options, (visit) =>
    eachRecord(paths, zone, context, times, visit),
  );
  return {
    lines: lines.map((line, i) => {
      const own = explained[i] ?? [];
      return own.length === 0 ? line : { ...line, explain: own };
    }),
    records,
    rejected,
    ...told,
  };
};

function routingOf(asked: boolean | undefined): Routing {
  if (asked === undefined) return 'auto';
  return asked ? 'always' : 'never';
}

type Visit = (record: number, view: EventView | undefined) => void;

async function eachRecord(
  paths: readonly string[],
  zone: string,
  { signal, host, progress }: JobContext,
  times: TimeDetails,
  visit: Visit,
): Promise<{
  readonly records: number;
  readonly rejected: number;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}> {
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  let records = 0;
  let rejected = 0;
  const unreadable: { path: string; reason: string }[] = [];
  const read = async (path: string): Promise<void> => {
    for await (const record of intakeRecords(path, { zone, signal })) {
      if (record.kind === 'rejected') {
        rejected++;
        // A file that is of no format as a whole holds no records to be numbered.
        if (record.format === undefined) continue;
        records++;
        visit(records, undefined);
      } else {
        records++;
        const number = records;
        visit(
          number,
          recordView(record, number, zone, (time) => times.set(number, time)),
        );
      }
      report({ phase: 'match', done: records, total: null, unit: 'events', note: path });
      throwIfCancelled(signal);
      await breathe();
    }
  };
  for (const path of paths) {
    try {
      await read(path);
    } catch (error) {
      // One file that cannot be read stops none behind it.
      if (!(error instanceof FailureError) || !isOfFile(error.failure.code)) throw error;
      unreadable.push({ path, reason: error.failure.message });
    }
  }
  return { records, rejected, unreadable };
}

function isOfFile(code: string): boolean {
  return code.startsWith('file.') || code.startsWith('format.');
}

function lineOf(outcome: MatchOutcome, times: TimeDetails): MatchLine {
  const { rule, kind, matches, groups, notApplicable, notLoaded, notTested } = outcome;
  const own = groups.map((group) => groupLine(group, times));
  return {
    rule: rule.id,
    title: rule.title,
    level: rule.level,
    kind,
    ...(kind === 'correlation' ? { groups: own } : { matches: [...matches] }),
    ...(notApplicable === undefined ? {} : { notApplicable }),
    ...(notLoaded === undefined ? {} : { notLoaded }),
    ...(notTested === 0 ? {} : { notTested }),
  };
}

function groupLine(group: MatchGroup, times: TimeDetails) {
  return {
    group: { ...group.group },
    firstFire: times.text(group.firstFireUs, group.firstFireRecord),
    start: times.text(group.startUs, group.startRecord),
    end: times.text(group.endUs, group.endRecord),
    count: group.count,
    matches: [...group.matches],
  };
}

type RecordExplanation = RuleExplanation & { record: number };

/**
 * Every record that a rule matched, explained; the files are read a second time, so that nothing has
 * to be kept meanwhile. Of a rule without hits, what stands against it on the first event.
 */
async function explanations(
  set: RuleSet,
  outcomes: readonly MatchOutcome[],
  options: Parameters<typeof explainRule>[3],
  readAgain: (visit: Visit) => Promise<unknown>,
): Promise<readonly RecordExplanation[][]> {
  const wanted = new Map<number, number[]>();
  const withoutHits: number[] = [];
  /** Of each record in a group, what is to be said of the group. */
  const sentences = outcomes.map(
    ({ groups }) =>
      new Map(groups.flatMap(({ matches, sentence }) => matches.map((each) => [each, sentence]))),
  );
  outcomes.forEach(({ matches, groups }, index) => {
    const numbers = new Set([...matches, ...groups.flatMap((group) => group.matches)]);
    if (numbers.size === 0) withoutHits.push(index);
    for (const number of numbers) wanted.set(number, [...(wanted.get(number) ?? []), index]);
  });
  const found = outcomes.map((): RecordExplanation[] => []);
  let first = true;
  await readAgain((record, view) => {
    if (view === undefined) return;
    const indexes = [...(wanted.get(record) ?? []), ...(first ? withoutHits : [])];
    first = false;
    for (const index of indexes) {
      const rule = outcomes[index]?.rule;
      if (rule === undefined) continue;
      const explained = explainRule(set, rule, view, options);
      const reason = sentences[index]?.get(record);
      found[index]?.push({
        record,
        ...(reason === undefined ? withoutGroup(rule, explained) : { ...explained, reason }),
      });
    }
  });
  return found;
}

/** An event that counts towards a correlation or a baseline of which nothing came. */
function withoutGroup({ tree }: LoadedRule, explained: RuleExplanation): RuleExplanation {
  if (explained.outcome !== 'match') return explained;
  if (tree?.kind === 'correlation') {
    const { bounds, spanUs } = tree.correlation;
    const wanted = bounds.length === 0 ? 'all that it asks for' : boundsText(bounds);
    const reason = `No window of ${spanText(spanUs)} holds ${wanted}.`;
    return { ...explained, outcome: 'window not full', reason };
  }
  if (tree?.kind !== 'baseline') return explained;
  const reason = 'Nothing that it measures was unusual, or too little was there before it.';
  return { ...explained, outcome: 'not unusual', reason };
}
