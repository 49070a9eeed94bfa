// Runs the tests that are kept with rules. All rules that were named are loaded together, so that a
// correlation may refer to a rule of another file; each test sees its own events and no others.

import { dirname, relative, resolve } from 'node:path';
import { utf8 } from '../../../shared/base/bytes.ts';
import { FailureError } from '../../../shared/base/result.ts';
import { createMatchRun, type MatchOutcome } from '../../../shared/detection/match-run.ts';
import { ruleAlone } from '../../../shared/detection/rule-alone.ts';
import { loadRuleSet, type LoadedRule, type RuleSet } from '../../../shared/detection/rule-set.ts';
import type { RuleTest } from '../../../shared/detection/rule.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { jsonLines } from '../../../shared/formats/json-lines.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { throwIfCancelled } from '../jobs.ts';
import { intakeRecords } from './intake-records.ts';
import { recordView } from './record-view.ts';
import { ruleFilesOf } from './rule-inputs.ts';

export const testFilesJob: JobHandler<'rules.testFiles'> = async (input, { scope, signal }) => {
  const set = loadRuleSet(ruleFilesOf(scope, input.files), nodeHashes);
  const zone = input.zone ?? 'UTC';
  const tests = [];
  const untested = [];
  for (const [index, rule] of set.rules.entries()) {
    const { path, document, id, title } = rule;
    const own = rule.head?.tests ?? [];
    if (own.length === 0 && rule.ok && rule.reported && rule.kind !== 'integrity') {
      untested.push({ path, rule: id, title });
    }
    for (const test of own) {
      throwIfCancelled(signal);
      const result = await resultOf(set, index, rule, test, { zone, signal });
      tests.push({ path, document, rule: id, title, test: test.name, ...result });
    }
  }
  return { tests, untested };
};

interface TestResult {
  readonly ok: boolean;
  readonly expected: string;
  readonly found: string;
  readonly reason?: string;
}

async function resultOf(
  set: RuleSet,
  index: number,
  rule: LoadedRule,
  test: RuleTest,
  options: { readonly zone: string; readonly signal: AbortSignal },
): Promise<TestResult> {
  const expected = described(test.matches, test.groups);
  const refused = rule.diagnostics.find(({ severity }) => severity === 'error');
  if (!rule.ok) {
    const reason = `The rule did not load: ${refused?.message ?? 'its parts are missing.'}`;
    return { ok: false, expected, found: '', reason };
  }
  let outcome: MatchOutcome | undefined;
  try {
    const run = createMatchRun(ruleAlone(set, index), { zone: options.zone, route: 'auto' });
    for await (const view of eventsOf(rule, test, options)) run.push(view);
    outcome = run.finish().find((each) => each.rule.ok);
  } catch (error) {
    // A file that cannot be read is a failed test among others.
    if (!(error instanceof FailureError)) throw error;
    return { ok: false, expected, found: '', reason: error.failure.message };
  }
  const groups = outcome?.groups ?? [];
  const numbers = new Set([...(outcome?.matches ?? []), ...groups.flatMap((each) => each.matches)]);
  const matches = [...numbers].toSorted((a, b) => a - b);
  const found = described(
    test.matches === undefined ? undefined : matches,
    test.groups === undefined ? undefined : groups.length,
  );
  const wanted = described(
    test.matches?.toSorted((a, b) => a - b),
    test.groups,
  );
  return { ok: found === wanted, expected, found };
}

function described(matches: readonly number[] | undefined, groups: number | undefined): string {
  return [
    ...(matches === undefined ? [] : [`records [${matches.join(', ')}]`]),
    ...(groups === undefined ? [] : [`${groups} groups`]),
  ].join(', ');
}

async function* eventsOf(
  rule: LoadedRule,
  test: RuleTest,
  options: { readonly zone: string; readonly signal: AbortSignal },
): AsyncGenerator<EventView> {
  let number = 0;
  const placed = (view: EventView): EventView =>
    test.source === undefined ? view : { ...view, logSource: test.source };
  if (test.file !== undefined) {
    const folder = dirname(rule.path);
    const path = resolve(folder, test.file);
    if (relative(folder, path).startsWith('..')) {
      throw new FailureError({
        code: 'rules.test-file',
        message: `${test.file}: the file of a test lies beside its rule or below.`,
      });
    }
    for await (const record of intakeRecords(path, options)) {
      if (record.kind === 'event' || record.format) number++;
      if (record.kind === 'event') yield placed(recordView(record, number, options.zone));
    }
    return;
  }
  for (const event of test.events ?? []) {
    number++;
    const bytes = utf8(JSON.stringify(event));
    const read = jsonLines.normalise(bytes, { zone: options.zone });
    if (!read.ok) {
      throw new FailureError({
        code: 'rules.test-event',
        message: `Event ${number}: ${read.error}.`,
      });
    }
    const { time, ecs, fields } = read.value;
    const raw = JSON.stringify(event);
    const { timeUs, nanos } = time;
    yield placed({ id: number, timeUs, nanos, ecs, fields, logSource: undefined, raw });
  }
}
