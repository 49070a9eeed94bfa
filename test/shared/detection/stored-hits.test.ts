// Hits kept block by block, matched in parts and put together in any order: the same findings as when
// every event is read at once.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { BlockMatching } from '../../../shared/detection/block-matching.ts';
import { decodeHits } from '../../../shared/detection/block-hits.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { detectionResult } from '../../../shared/detection/detection-result.ts';
import { Folding } from '../../../shared/detection/folding.ts';
import { matchedRules } from '../../../shared/detection/hit-keys.ts';
import { reportedRules } from '../../../shared/detection/rule-run.ts';
import type { LoadedRule, RuleSet } from '../../../shared/detection/rule-set.ts';
import { StoredHits } from '../../../shared/detection/stored-hits.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { RuleCost } from '../../../shared/domain/rule.ts';
import { at, event, hashes, ruleSet } from './support.ts';

const plain = (name: string, more = '') =>
  `title: ${name}\nid: ${name}\nname: ${name}\nlevel: low\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind|contains: ${name}\n  condition: sel\n${more}`;

const correlation = (id: string, type: string, rules: string, rest: string) =>
  `title: ${id}\nid: ${id}\nname: ${id}\nlevel: high\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  timespan: 10s\n${rest}`;

const BY_USER = '  group-by: [user]\n';
const TEXTS: readonly string[] = [
  plain('a', 'x-sealwatch-group-by: [user]\nx-sealwatch-fold: 5s\n'),
  plain('b'),
  plain('c'),
  plain('d'),
  correlation('count', 'event_count', 'a, b', `${BY_USER}  condition:\n    gte: 3\n`),
  correlation('few', 'event_count', 'c', `${BY_USER}  condition:\n    lte: 1\n`),
  correlation('hosts', 'value_count', 'b', `${BY_USER}  condition:\n    gte: 2\n    field: host\n`),
  correlation('sum', 'value_sum', 'd', `${BY_USER}  condition:\n    gt: 2\n    field: size\n`),
  correlation('order', 'temporal_ordered', 'a, c', BY_USER),
  correlation('chain', 'temporal', 'count, d', BY_USER),
  `title: clock\nid: clock\nlogsource:\n  product: any\ndetection:\n  sel:\n    time|minute: 14\n  condition: sel\n`,
  `title: listed\nid: listed\nlogsource:\n  product: any\nx-sealwatch-threat-list: true\n`,
  `title: not w\nid: not-w\nlogsource:\n  product: any\nfilter:\n  rules: [b]\n  selection:\n    user: w\n  condition: not selection\n`,
  `title: much\nid: much\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind|contains: a\n  condition: sel\nx-sealwatch-baseline:\n  window: 5s\n  min-history: 2\n  test:\n    ratio: 1\n`,
];
const THREATS = '192.0.2.7\nbad.example\n';
const PROGRAM = 'test';
const ZONE = 'UTC';

const settings = { program: PROGRAM, zone: ZONE, threatList: THREATS };
const threatList = parseThreatList(THREATS);

function atOnce(
  set: RuleSet,
  events: readonly EventView[],
  enabled: (rule: LoadedRule) => boolean,
) {
  const run = createDetection(set, { hashes, zone: ZONE, threatList, enabled });
  for (const each of events) run.push(each);
  return run.finish();
}

interface Kept {
  readonly firstEvent: number;
  readonly keys: readonly string[];
  readonly bytes: Uint8Array;
}

function match(set: RuleSet, keys: readonly string[], events: readonly EventView[]): Uint8Array {
  const matching = new BlockMatching(set, matchedRules(set, settings, hashes), keys, {
    zone: ZONE,
    route: 'auto',
    threatList,
    identityOf: () => 0,
  });
  const firstEvent = events[0]?.id ?? 0;
  return matching.match(events.map((each) => ({ ...each, id: each.id - firstEvent })));
}

function folded(set: RuleSet, kept: readonly Kept[], enabled: (rule: LoadedRule) => boolean) {
  const reported = reportedRules(set, enabled);
  const costs = new Map<number, RuleCost>();
  const folding = new Folding(set, reported, { route: 'auto', hasThreats: true }, (index) =>
    costs.get(index),
  );
  const hits = new StoredHits(folding, matchedRules(set, settings, hashes), costs, null);
  for (const { keys, bytes, firstEvent } of kept) {
    hits.add(keys, decodeHits(bytes), { firstEvent, source: 1 });
  }
  folding.finish();
  return detectionResult(folding, reported, { hashes, zone: ZONE, whyMatched: () => [] });
}

const withoutMatches = (findings: readonly Finding[]) =>
  findings.map((finding) => ({
    ...finding,
    matches: [],
    explanation: finding.explanation.replace(/ (?:Matched|The first matched): .*/s, ''),
  }));

const drafts = fc.array(
  fc.record({
    kind: fc.constantFrom('a', 'b', 'c', 'd', 'ab', 'bc', 'acd'),
    second: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 12 }),
    user: fc.constantFrom('u', 'w', '', undefined),
    host: fc.constantFrom('h1', 'h2', 'bad.example', undefined),
    size: fc.integer({ min: -1, max: 3 }),
    address: fc.constantFrom('192.0.2.7', '192.0.2.8', undefined),
  }),
  { maxLength: 50 },
);

function eventsOf(given: typeof drafts extends fc.Arbitrary<infer T> ? T : never): EventView[] {
  return given.map(({ kind, second, user, host, size, address }, i) =>
    event(
      i + 1,
      { kind, size, ...(user !== undefined && { user }), ...(host && { host }) },
      {
        timeUs: second === null ? null : at(second),
        ecs: { ...(user && { 'user.name': user }), ...(address && { 'source.ip': address }) },
      },
    ),
  );
}

describe('hits that are kept block by block', () => {
  it('give the same findings however the events, the rules and the blocks were divided', () => {
    let found = 0;
    fc.assert(
      fc.property(
        drafts,
        fc.shuffledSubarray([...TEXTS], { minLength: TEXTS.length }),
        fc.array(fc.nat(9), { minLength: 60, maxLength: 60 }),
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        (given, texts, cuts, dice) => {
          const set = ruleSet(...texts);
          expect(set.rules.every(({ ok }) => ok)).toBe(true);
          const enabled = (rule: LoadedRule) => rule.id !== 'hosts' || (dice[0] ?? 0) < 128;
          const events = eventsOf(given);
          const keys = [
            ...new Set([...matchedRules(set, settings, hashes).values()].map(({ key }) => key)),
          ];
          const blocks = cut(events, cuts);
          const kept = blocks.flatMap((block, i): Kept[] => {
            const firstEvent = block[0]?.id ?? 0;
            const isFirst = (_: string, place: number) => ((dice[place] ?? 0) >> (i % 8)) % 2 === 0;
            const parts = [keys.filter(isFirst), keys.filter((key, place) => !isFirst(key, place))];
            return parts.map((part) => ({
              firstEvent,
              keys: part,
              bytes: match(set, part, block),
            }));
          });
          const shuffled = kept.toSorted(
            (x, y) => (dice[x.firstEvent % 40] ?? 0) - (dice[y.firstEvent % 40] ?? 0),
          );
          const expected = atOnce(set, events, enabled);
          const actual = folded(set, shuffled, enabled);
          found += expected.findings.length;
          expect(withoutMatches(actual.findings)).toEqual(withoutMatches(expected.findings));
          const outcome = ({
            ruleId,
            matches,
            undated,
            notApplicable,
            cost,
          }: (typeof expected.outcomes)[number]) => ({
            ruleId,
            matches,
            undated: undated.toSorted((x, y) => x - y),
            notApplicable,
            hits: cost.hits,
          });
          expect(actual.outcomes.map(outcome)).toEqual(expected.outcomes.map(outcome));
        },
      ),
      { numRuns: 120 },
    );
    expect(found).toBeGreaterThan(150);
  });

  it('count an event once that two exhibits hold, as the one has it that held it first', () => {
    const set = ruleSet(plain('a', 'x-sealwatch-group-by: [user]\n'));
    const [key = ''] = [...matchedRules(set, settings, hashes).values()].map((each) => each.key);
    const block = (firstEvent: number, source: number, identities: readonly number[]) => {
      const matching = new BlockMatching(set, matchedRules(set, settings, hashes), [key], {
        zone: ZONE,
        route: 'auto',
        threatList: undefined,
        identityOf: ({ id }) => identities[id] ?? 0,
      });
      const events = identities.map((identity, slot) =>
        event(slot, { kind: 'a', user: 'u' }, { timeUs: timeUs(identity * 1_000_000) }),
      );
      return { hits: decodeHits(matching.match(events)), place: { firstEvent, source } };
    };
    const folding = new Folding(
      set,
      [0],
      { route: 'auto', hasThreats: false, copies: true },
      () => undefined,
    );
    const hits = new StoredHits(folding, matchedRules(set, settings, hashes), new Map(), null);
    // The later exhibit comes first here; two alike of one exhibit are two events.
    for (const { hits: found, place } of [block(10, 2, [1, 2, 4, 4]), block(1, 1, [1, 1, 2, 3])]) {
      hits.add([key], found, place);
    }
    folding.finish();
    const table = folding.hits(0);
    expect([...(table?.ids.subarray(0, table.length) ?? [])].toSorted((x, y) => x - y)).toEqual([
      1, 2, 3, 4, 12, 13,
    ]);
  });
});

function cut(events: readonly EventView[], sizes: readonly number[]): EventView[][] {
  const blocks: EventView[][] = [];
  let begin = 0;
  for (let i = 0; begin < events.length; i++) {
    const size = 1 + (sizes[i % sizes.length] ?? 0);
    blocks.push(events.slice(begin, begin + size));
    begin += size;
  }
  return blocks;
}

describe('the key of what a rule matches', () => {
  const keyOf = (text: string, more: Partial<typeof settings> = {}, ...others: readonly string[]) =>
    matchedRules(ruleSet(text, ...others), { ...settings, ...more }, hashes).get(0)?.key;
  const text = plain('a');

  it('stays the same for another title, level or fold time', () => {
    expect(
      keyOf(
        `${text.replace('title: a', 'title: Other').replace('low', 'high')}x-sealwatch-fold: 9h\n`,
      ),
    ).toBe(keyOf(text));
    expect(keyOf(text, { zone: 'Europe/Berlin', threatList: '' })).toBe(keyOf(text));
  });

  it('changes with the detection, the log source, a filter, what is kept, and the program', () => {
    const others = [
      keyOf(text.replace('kind|contains: a', 'kind|contains: aa')),
      keyOf(text.replace('kind|contains: a', 'kind|contains|cased: a')),
      keyOf(text.replace('product: any', 'product: windows')),
      keyOf(`${text}x-sealwatch-group-by: [user]\n`),
      keyOf(text, { program: 'newer' }),
      keyOf(text, {}, correlation('n', 'event_count', 'a', `${BY_USER}  condition:\n    gte: 3\n`)),
      keyOf(
        text,
        {},
        'title: f\nid: f\nlogsource:\n  product: any\nfilter:\n  rules: [a]\n  selection:\n    user: w\n  condition: not selection\n',
      ),
    ];
    expect(others).not.toContain(undefined);
    expect(new Set([...others, keyOf(text)]).size).toBe(others.length + 1);
  });

  it('changes with the zone for rules that look at the clock, and with the list for those that use it', () => {
    const [clock = '', listed = ''] = TEXTS.slice(10, 12);
    expect(keyOf(clock, { zone: 'Asia/Tokyo' })).not.toBe(keyOf(clock));
    expect(keyOf(listed, { threatList: '' })).not.toBe(keyOf(listed));
    expect(keyOf(listed, { zone: 'Asia/Tokyo' })).toBe(keyOf(listed));
  });
});

describe('hits as bytes', () => {
  it('are refused where bytes are missing or left over', () => {
    const set = ruleSet(plain('a'));
    const keys = [...matchedRules(set, settings, hashes).values()].map((each) => each.key);
    const bytes = match(set, keys, [event(1, { kind: 'a' }, { timeUs: at(1) })]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeHits(bytes.subarray(0, length))).toThrow();
    }
    expect(() => decodeHits(Uint8Array.of(...bytes, 0))).toThrow();
  });
});
