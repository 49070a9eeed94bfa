// Forgetting on the way: the same findings as with everything kept, and memory that follows the window.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { RuleRun } from '../../../shared/detection/rule-run.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { at, event, hashes, ruleSet } from './support.ts';

const base = (name: string) =>
  `title: ${name}\nid: ${name}\nname: ${name}\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind|contains: ${name}\n  condition: sel\n`;

function correlation(
  id: string,
  type: string,
  condition: string,
  rules: readonly string[],
): string {
  const bound = condition === '' ? '' : `  condition:\n${condition.replace(/^/gm, '    ')}\n`;
  return `title: ${id}\nid: ${id}\nlevel: high\ncorrelation:\n  type: ${type}\n  rules:\n${rules
    .map((rule) => `    - ${rule}`)
    .join('\n')}\n  group-by:\n    - user\n  timespan: 10s\n${bound}`;
}

const SET = ruleSet(
  base('a'),
  base('b'),
  base('c'),
  base('d'),
  base('e'),
  correlation('count', 'event_count', 'gte: 3', ['a']),
  correlation('both', 'event_count', 'gt: 2', ['a', 'b']),
  correlation('distinct', 'value_count', 'gte: 2\nfield: host', ['b']),
  correlation('together', 'temporal', '', ['a', 'b']),
  correlation('in-order', 'temporal_ordered', '', ['b', 'a', 'c']),
  correlation('few', 'event_count', 'lte: 1', ['e']),
  correlation('sum', 'value_sum', 'gte: 3\nfield: size', ['d']),
  correlation('mean', 'value_avg', 'lt: 0.5\nfield: size', ['d']),
  correlation('median', 'value_percentile', 'lte: 1\nfield: size\npercentile: 50', ['d', 'e']),
  correlation('one-or-two', 'event_count', 'gte: 1\nlt: 3', ['c']),
  correlation('none-twice', 'value_count', 'neq: 2\nfield: host', ['c']),
  correlation('two-in-order', 'temporal_ordered', 'gte: 2', ['b', 'a', 'c']),
  correlation('chain', 'temporal', '', ['count', 'd']),
  `${correlation('each', 'event_count', 'gte: 2', ['a'])}x-sealwatch-takes-part: every-fire\n`,
  correlation('chain-in-order', 'temporal_ordered', '', ['each', 'c']),
  correlation('chain-of-chains', 'event_count', 'gte: 2', ['chain-in-order', 'together', 'd']),
);

function findings(set: RuleSet, events: readonly EventView[], forgetFrom: number | undefined) {
  const run = new RuleRun(set, {
    zone: 'UTC',
    route: 'auto',
    threatList: undefined,
    enabled: () => true,
    forgetFrom: forgetFrom ?? Number.POSITIVE_INFINITY,
  });
  const earliest = events.map(() => Number.MAX_SAFE_INTEGER);
  for (let i = events.length - 2; i >= 0; i--) {
    earliest[i] = Math.min(earliest[i + 1] ?? 0, events[i + 1]?.timeUs ?? Number.MAX_SAFE_INTEGER);
  }
  events.forEach((each, i) => {
    run.push(each);
    if (forgetFrom !== undefined) run.passed(earliest[i] ?? 0);
  });
  return set.rules.map((_, index) =>
    run.correlation(index).map(({ group, firstFireUs, peak, events: { ids }, fires }) => ({
      group,
      firstFireUs,
      peak,
      ids,
      fires: fires.map((fire) => fire.timeUs),
    })),
  );
}

const byGroup = (all: ReturnType<typeof findings>) =>
  all.map((each) => each.toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)));

const items = fc.array(
  fc.record({
    kind: fc.constantFrom('a', 'b', 'c', 'd', 'ab', 'bc', 'e', 'ce'),
    second: fc.integer({ min: 0, max: 40 }),
    user: fc.constantFrom('u1', 'u2', undefined),
    host: fc.constantFrom('h1', 'h2', undefined),
    size: fc.constantFrom(-2, -0.7, 0.1, 0.2, 1, 3),
    late: fc.integer({ min: 0, max: 6 }),
  }),
  { maxLength: 60 },
);

describe('forgetting what no window can need', () => {
  it('loads all rules of these tests', () => {
    expect(SET.rules.every(({ ok }) => ok)).toBe(true);
  });

  it('changes no finding, whether events come in order, nearly so, or shuffled', () => {
    let found = 0;
    fc.assert(
      fc.property(items, fc.constantFrom('ordered', 'nearly', 'shuffled'), (drafts, order) => {
        const late = (draft: (typeof drafts)[number]) =>
          draft.second + (order === 'nearly' ? draft.late : 0);
        const sorted = order === 'shuffled' ? drafts : drafts.toSorted((x, y) => late(x) - late(y));
        const events = sorted.map(({ kind, second, user, host, size }, i) =>
          event(
            i + 1,
            { kind, size, ...(user && { user }), ...(host && { host }) },
            { timeUs: at(second) },
          ),
        );
        const all = findings(SET, events, undefined);
        found += all.flat().length;
        expect(byGroup(findings(SET, events, 1))).toEqual(byGroup(all));
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(300);
  });

  it('meets no bound from above because hits were forgotten', () => {
    const set = ruleSet(base('e'), correlation('few', 'event_count', 'lte: 1', ['e']));
    const events = [0, 8, 16, 17, 18.5, 40, 60].map((second, i) =>
      event(i + 1, { kind: 'e', user: 'u' }, { timeUs: at(second) }),
    );
    const found = findings(set, events, 1);
    expect(found).toEqual(findings(set, events, undefined));
    expect(found[1]?.map(({ ids }) => ids)).toEqual([[1], [6], [7]]);
  });

  it.each([
    ['event_count', 'gte: 30'],
    ['event_count', 'lte: 0'],
    ['value_count', 'eq: 40\nfield: size'],
    ['value_sum', 'gt: 1000000\nfield: size'],
    ['value_avg', 'lt: -1\nfield: size'],
    ['value_percentile', 'lt: -1\nfield: size\npercentile: 90'],
  ])('keeps no more than the window holds where nothing is found: %s %s', (type, condition) => {
    const set = ruleSet(base('a'), correlation('count', type, condition, ['a']));
    const run = new RuleRun(set, {
      zone: 'UTC',
      route: 'auto',
      threatList: undefined,
      enabled: () => true,
      forgetFrom: 64,
    });
    let most = 0;
    for (let i = 0; i < 5_000; i++) {
      run.push(event(i, { kind: 'a', user: 'u', size: i % 7 }, { timeUs: at(i) }));
      run.passed(at(i + 1));
      most = Math.max(most, run.hits(0)?.length ?? 0);
    }
    expect(most).toBeLessThanOrEqual(64);
    expect(run.correlation(1)).toEqual([]);
    expect(run.cost(1).hits).toBe(5_000);
  });

  it('keeps no text that no window can need, and takes none for another', () => {
    const set = ruleSet(
      base('a'),
      base('b'),
      correlation('count', 'event_count', 'gte: 3', ['a']),
      correlation('chain', 'temporal', '', ['count', 'b']),
      correlation('distinct', 'value_count', 'gte: 2\nfield: host', ['b']),
    );
    const run = new RuleRun(set, {
      zone: 'UTC',
      route: 'auto',
      threatList: undefined,
      enabled: () => true,
      forgetFrom: 32,
    });
    const events = Array.from({ length: 4_000 }, (_, i) => {
      // Mostly somebody new; now and then the same person three times and more.
      const user = i % 500 < 6 ? `often ${String(Math.floor(i / 500))}` : `once ${String(i)}`;
      const fields = { kind: 'ab', user, host: `host ${String(i)}` };
      return event(i + 1, fields, { timeUs: at(i) });
    });
    let most = 0;
    for (const [i, each] of events.entries()) {
      run.push(each);
      run.passed(at(i + 1));
      most = Math.max(most, run.texts.size);
    }
    expect(most).toBeLessThan(400);
    const found = [2, 3, 4].map((index) => run.correlation(index));
    expect(found.map(({ length }) => length)).toEqual([8, 8, 8]);
    expect(found.flat().map(({ group }) => group['user'])).toEqual(
      [0, 1, 2].flatMap(() => Array.from({ length: 8 }, (_, i) => `often ${String(i)}`)),
    );
  });

  it('keeps no more for a chain than its windows hold', () => {
    const set = ruleSet(
      base('a'),
      base('b'),
      correlation('count', 'event_count', 'gte: 3', ['a']),
      correlation('chain', 'temporal', '', ['count', 'b']),
    );
    const run = new RuleRun(set, {
      zone: 'UTC',
      route: 'auto',
      threatList: undefined,
      enabled: () => true,
      forgetFrom: 64,
    });
    let most = 0;
    for (let i = 0; i < 5_000; i++) {
      // Three in a row now and then, so that the inner one fires and ends.
      const kind = i % 100 < 3 ? 'a' : 'b';
      run.push(event(i, { kind, user: 'u' }, { timeUs: at(i < 4_990 ? i * 3 : 14_970) }));
      run.passed(at(i * 3));
      most = Math.max(most, (run.hits(0)?.length ?? 0) + (run.hits(1)?.length ?? 0));
    }
    expect(run.correlation(3).length).toBeGreaterThan(40);
    expect(most).toBeLessThanOrEqual(80);
  });
});

const baseline = (id: string, text: string, more = '') =>
  `title: ${id}\nid: ${id}\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind|exists: true\n  condition: sel\n${more}x-sealwatch-fold: 5s\nx-sealwatch-baseline:\n${text.replace(/^/gm, '  ')}\n`;
const PER_USER = 'x-sealwatch-group-by: [user]\n';

const BASELINES = ruleSet(
  baseline('count', 'measure: count\nwindow: 4s\nmin-history: 2\ntest: {ratio: 1.2}'),
  baseline('each', 'measure: count\nwindow: 4s\nmin-history: 1\ntest: {ratio: 1.2}', PER_USER),
  baseline(
    'empty',
    'measure: count\nwindow: 2s\ncount-empty: true\nmin-history: 2\ntest: {modified_z: 1}',
    PER_USER,
  ),
  baseline('sum', 'measure: sum\nfield: size\nwindow: 4s\nmin-history: 2\ntest: {ratio: 1.1}'),
  baseline(
    'distinct',
    'measure: distinct\nfield: host\nwindow: 6s\nmin-history: 1\ntest: {ratio: 1}',
  ),
  baseline('new', 'field: host\nmin-history: 1\ntest: {new: true}', PER_USER),
  baseline('rare', 'field: size\nmin-history: 4\ntest: {rare: 0.2}'),
);

describe('baselines that let go of what they have learned from', () => {
  const detect = (set: RuleSet, events: readonly EventView[], forgetFrom: number | undefined) => {
    const run = new RuleRun(set, {
      zone: 'UTC',
      route: 'auto',
      threatList: undefined,
      enabled: () => true,
      forgetFrom: forgetFrom ?? Number.POSITIVE_INFINITY,
    });
    const earliest = events.map(() => Number.MAX_SAFE_INTEGER);
    for (let i = events.length - 2; i >= 0; i--) {
      const next = events[i + 1]?.timeUs ?? Number.MAX_SAFE_INTEGER;
      earliest[i] = Math.min(earliest[i + 1] ?? 0, next);
    }
    events.forEach((each, i) => {
      run.push(each);
      if (forgetFrom !== undefined) run.passed(earliest[i] ?? 0);
    });
    return set.rules.map((_, index) => ({
      hits: (run.hits(index)?.length ?? 0) + (run.hits(index)?.released ?? 0),
      found: run
        .baseline(index, 'UTC')
        .map(({ events: { ids, timesUs }, ...found }) => ({ ...found, ids, timesUs }))
        .toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
    }));
  };

  it('find the same, whether events come in order, nearly so, or shuffled', () => {
    let found = 0;
    fc.assert(
      fc.property(items, fc.constantFrom('ordered', 'nearly', 'shuffled'), (drafts, order) => {
        const late = (draft: (typeof drafts)[number]) =>
          draft.second + (order === 'nearly' ? draft.late : 0);
        const sorted = order === 'shuffled' ? drafts : drafts.toSorted((x, y) => late(x) - late(y));
        const events = sorted.map(({ kind, second, user, host, size }, i) =>
          event(
            i + 1,
            { kind, size, ...(user && { user }), ...(host && { host }) },
            { timeUs: at(second) },
          ),
        );
        const all = detect(BASELINES, events, undefined);
        found += all.flatMap((each) => each.found).length;
        expect(detect(BASELINES, events, 1)).toEqual(all);
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(300);
    expect(BASELINES.rules.every(({ ok }) => ok)).toBe(true);
  });

  it('keep no more hits than an open window holds, and count all of them', () => {
    const run = new RuleRun(BASELINES, {
      zone: 'UTC',
      route: 'auto',
      threatList: undefined,
      enabled: () => true,
      forgetFrom: 16,
    });
    let most = 0;
    const held = () =>
      BASELINES.rules.map((_, index) => run.hits(index)?.length ?? 0).reduce((a, b) => a + b, 0);
    for (let i = 0; i < 3_000; i++) {
      const host = `h${String(i % 3)}`;
      run.push(event(i, { kind: 'a', user: 'u', host, size: i % 5 }, { timeUs: at(i) }));
      run.passed(at(i + 1));
      most = Math.max(most, held());
    }
    expect(most).toBeLessThan(64);
    expect(run.hits(0)?.released).toBeGreaterThan(2_900);
    expect(run.texts.size).toBeLessThan(20);
  });
});

describe('detection of the same events', () => {
  it('is the same at once, in any order, and with promises on the way', () => {
    const set = ruleSet(base('a'), base('b'), correlation('count', 'event_count', 'gte: 3', ['a']));
    const events = Array.from({ length: 400 }, (_, i) =>
      event(
        i + 1,
        { kind: i % 2 === 0 ? 'ab' : 'b', user: `u${String(Math.floor(i / 40) % 3)}` },
        { timeUs: at(i * 1.5) },
      ),
    );
    const detect = (given: readonly EventView[], promises: boolean) => {
      const run = createDetection(set, {
        hashes,
        zone: 'UTC',
        threatList: undefined,
        enabled: () => true,
      });
      given.forEach((each) => {
        run.push(each);
        if (promises) run.passed(timeUs((each.timeUs ?? 0) + 1));
      });
      return run.finish().findings;
    };
    const expected = detect(events, false);
    expect(expected.length).toBeGreaterThan(1);
    expect(detect(events, true)).toEqual(expected);
    expect(detect(events.toReversed(), false)).toEqual(expected);
  });
});
