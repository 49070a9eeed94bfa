import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import type { JobContext } from '../../../electron/engine/jobs.ts';
import { builtInRuleFiles } from '../../../electron/engine/rules/rule-files.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { testFilesJob } from '../../../electron/engine/tools/test-files-job.ts';
import { RESOURCES } from '../../fixtures/places.ts';

/** They look at what the case has besides events: the result of verification, a threat list. */
const WITHOUT_EVENTS = ['Data integrity issues', 'Suspicious IP activity'];

describe('the built-in rules', () => {
  const files = builtInRuleFiles(RESOURCES);
  const { rules } = loadRuleSet(
    files.map((file) => ({ ...file, origin: 'own' as const })),
    nodeHashes,
  );

  it('are the same rules when they are loaded without their tests, which is quicker', () => {
    const without = loadRuleSet(files, nodeHashes).rules;
    expect(without.map(({ head }) => head?.tests.length)).toEqual(rules.map(() => 0));
    const known = (list: typeof rules) =>
      list.map(({ origin: _, head, tree, ...rule }) => ({
        ...rule,
        kind: tree?.kind,
        head: { ...head, tests: [], confidence: undefined },
        tree: tree?.kind === 'event' ? tree.detection : undefined,
      }));
    expect(known(without)).toEqual(known(rules));
  });

  it('each say what they find and what they leave alone', () => {
    const lacking = rules.filter(({ title, head }) => {
      if (WITHOUT_EVENTS.includes(title)) return false;
      const tests = head?.tests ?? [];
      const finds = tests.some(
        ({ matches, groups }) => (matches?.length ?? 0) > 0 || (groups ?? 0) > 0,
      );
      const leaves = tests.some(
        ({ matches, groups, events }) =>
          (matches?.length ?? 0) === 0 && (groups ?? 0) === 0 && (events?.length ?? 0) > 0,
      );
      return !finds || !leaves;
    });
    expect(lacking.map(({ title }) => title)).toEqual([]);
    expect(rules.length).toBeGreaterThan(60);
  });

  it('pass their own tests', async () => {
    const folder = join(RESOURCES, 'rules');
    const context: JobContext = {
      host: { nowUs: () => timeUs(0), version: '0', resourcesFolder: RESOURCES, operatingUser: '' },
      scope: { ...EMPTY_SCOPE, paths: { rules: folder } },
      steps: {} as JobContext['steps'],
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    const { tests, untested } = await testFilesJob({ files: ['rules'] }, context);
    expect(tests.filter(({ ok }) => !ok)).toEqual([]);
    expect(tests.length).toBeGreaterThanOrEqual(2 * (rules.length - WITHOUT_EVENTS.length));
    expect(untested.map(({ title }) => title)).toEqual(['Suspicious IP activity']);
  });
});
