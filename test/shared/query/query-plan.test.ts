import { describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import { MAYBE, NO, YES } from '../../../shared/query/certainty.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import { planQuery, type QueryPlan } from '../../../shared/query/query-plan.ts';

function planOf(text: string, stored = true): QueryPlan {
  const parsed = parseQuery(text);
  assert(parsed.ok, 'the query parses');
  return planQuery(parsed.value, () => stored);
}

function recordTestOf(text: string) {
  const plan = planOf(text);
  assert(plan.kind === 'record', 'only the record says');
  return plan.record;
}

describe('what a query looks for in the bytes of a record', () => {
  it.each([
    ['Alice', 'alice', true],
    ['"Two Words"', 'two words', true],
    ['ab*longer?x', 'longer', false],
    ['K\u00e4the', 'the', false],
    ['\u212aelvin', 'kelvin', true],
    ['*', '', false],
  ])('for %s is the longest run of ASCII that every match has', (text, needle, exact) => {
    expect(recordTestOf(text)).toMatchObject({ kind: 'text', needle, exact });
  });

  it('is what every match of a regular expression holds, without what writing escapes', () => {
    const expression = { kind: 'text', exact: false, expression: true };
    expect(recordTestOf('/Alic.s/')).toMatchObject({ ...expression, needle: 'alic' });
    expect(recordTestOf('/exports\\/\\d+7\\/report/')).toMatchObject({ needle: 'exports' });
    expect(recordTestOf('/alice|bob/')).toMatchObject({ ...expression, needle: '' });
    expect(recordTestOf('/\\d+/')).toMatchObject({ ...expression, needle: '' });
  });

  it('tells expressions that depend on where a text begins and ends', () => {
    expect(recordTestOf('/alice.bob/')).toMatchObject({ anchored: false });
    for (const source of ['/^alice/', '/alice$/', '/\\balice/', '/alice(?=bob)/']) {
      expect(recordTestOf(source)).toMatchObject({ anchored: true });
    }
  });

  it('is the last name of a field, and its value where JSON writes it as it is', () => {
    expect(recordTestOf('request.BucketName:my-logs')).toEqual({
      kind: 'field',
      key: 'bucketname',
      needle: 'my-logs',
    });
    // Numbers have many spellings, and a number may be a place in a list.
    expect(recordTestOf('size:1000')).toEqual({ kind: 'field', key: 'size', needle: '' });
    expect(recordTestOf('items.0:x')).toEqual({ kind: 'field', key: '', needle: 'x' });
    expect(recordTestOf('path:"a/b"')).toEqual({ kind: 'field', key: 'path', needle: '' });
  });
});

describe('what the columns say', () => {
  it('decides a column for good, and leaves open a word that may have been another', () => {
    const plan = planOf('user.name:al*');
    assert(plan.kind === 'column', 'one column');
    expect([plan.of('Alice'), plan.of('bob'), plan.of(''), plan.of('al\ufffd')]).toEqual([
      YES,
      NO,
      NO,
      MAYBE,
    ]);
  });

  it('leaves a column that is not kept to the record', () => {
    expect(planOf('user.name:al*', false)).toEqual({ kind: 'record', record: { kind: 'record' } });
    expect(planOf('user:alice', false)).toEqual({ kind: 'record', record: { kind: 'record' } });
  });

  it('asks the record under a short name where an event has no such column', () => {
    expect(planOf('ip:10.0.0.0/8')).toMatchObject({
      kind: 'columns',
      columns: ['source.ip', 'destination.ip'],
      otherwise: { kind: 'field', key: 'ip' },
    });
  });
});
