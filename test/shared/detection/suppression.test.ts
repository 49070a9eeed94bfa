import { describe, expect, it } from 'vitest';
import { createDetection } from '../../../shared/detection/detection.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { at, event, hashes, refusals, ruleSet } from './support.ts';

const rule = (more: string) =>
  `title: Door opened\nid: door\nname: door\nlevel: high\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind: door\n  condition: sel\nx-sealwatch-group-by: [user]\nx-sealwatch-fold: 1m\n${more}`;

const door = (id: number, minute: number, user: string): EventView =>
  event(id, { kind: 'door', user }, { timeUs: at(minute * 60) });

function detect(texts: readonly string[], events: readonly EventView[]) {
  const run = createDetection(ruleSet(...texts), {
    hashes,
    zone: 'UTC',
    threatList: undefined,
    enabled: () => true,
  });
  for (const each of events) run.push(each);
  return run.finish().findings;
}

const EVENTS = [
  door(1, 0, 'ann'),
  door(2, 10, 'ann'),
  door(3, 20, 'bob'),
  door(4, 58, 'ann'),
  door(5, 60, 'ann'),
  door(6, 200, 'ann'),
];

describe('the suppression time of a rule', () => {
  it('lets the first finding of a group count what follows within it', () => {
    const found = detect([rule('x-sealwatch-suppress: 1h\n')], EVENTS);
    const short = found.map(({ eventIds, parameters }) => [eventIds, parameters['suppressed']]);
    // The hour of the first ends when the event of minute 60 comes; another group has its own.
    expect(short).toEqual([
      [[1], '2'],
      [[3], '0'],
      [[5], '0'],
      [[6], '0'],
    ]);
    expect(found[0]?.explanation).toMatch(/ 2 more within 1 h, the last at 2023-11-14T23:11:20/);
    expect(found[0]?.parameters['suppress']).toBe('1 h');
    expect(found[1]?.explanation).not.toContain('more within');
  });

  it('keeps every finding of a rule without one', () => {
    expect(detect([rule('')], EVENTS)).toHaveLength(6);
  });

  it('does the same in whatever order the events come', () => {
    const texts = [rule('x-sealwatch-suppress: 1h\n')];
    expect(detect(texts, EVENTS.toReversed())).toEqual(detect(texts, EVENTS));
  });

  it('holds for correlations, counted from when the first of them fired', () => {
    const count =
      'title: Many doors\nid: many\nlevel: high\ncorrelation:\n  type: event_count\n  rules: [door]\n  group-by: [user]\n  timespan: 30s\n  condition:\n    gte: 2\nx-sealwatch-suppress: 10m\n';
    const pairs = [0, 9, 10.4, 30].flatMap((minute, i) => [
      door(i * 2 + 1, minute, 'ann'),
      door(i * 2 + 2, minute + 0.4, 'ann'),
    ]);
    const found = detect([rule(''), count], pairs);
    expect(found.map(({ eventIds }) => eventIds)).toEqual([
      [1, 2],
      [5, 6],
      [7, 8],
    ]);
    expect(found[0]?.parameters['suppressed']).toBe('1');
  });

  it('is not begun by a finding that another rule covers', () => {
    const all =
      'title: Any door\nid: all\nlevel: high\nlogsource:\n  product: any\ndetection:\n  sel:\n    kind: door\n    user: ann\n  condition: sel\nx-sealwatch-group-by: [user]\nx-sealwatch-fold: 1m\n';
    const covered = rule('x-sealwatch-suppress: 1h\nx-sealwatch-covered-by: [first]\n');
    const first = all
      .replace('id: all', 'id: first')
      .replace('    user: ann\n', '    user: ann\n    first: true\n');
    const events = [
      event(1, { kind: 'door', user: 'ann', first: true }, { timeUs: at(0) }),
      door(2, 10, 'ann'),
    ];
    const found = detect([covered, first], events);
    expect(found.map(({ ruleId, eventIds }) => [ruleId, eventIds])).toEqual([
      ['first', [1]],
      ['door', [2]],
    ]);
  });

  it('is a length of time, or the rule says that it is none', () => {
    expect(refusals(rule('x-sealwatch-suppress: soon\n'))).toEqual(['rule.extension']);
    expect(refusals(rule('x-sealwatch-suppress: 4h\n'))).toEqual([]);
  });
});
