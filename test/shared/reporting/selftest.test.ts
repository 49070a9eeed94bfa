import { describe, expect, it } from 'vitest';
import { reportJson } from '../../../shared/reporting/json.ts';
import { methodSection } from '../../../shared/reporting/sections/method.ts';
import { model } from './models.ts';

const WRONG = {
  area: 'signatures',
  name: 'Ed25519',
  ok: false,
  expected: 'holds, altered does not',
  found: 'holds, altered does',
} as const;

const textOf = (selftest: Parameters<typeof model>[0] = {}) =>
  JSON.stringify(methodSection(model(selftest), []).blocks);

describe('known answers in a report', () => {
  it('are one line where all were right', () => {
    const text = textOf();
    expect(text).toContain('2 of 2 known answers right: hashing 1, chain 1');
    expect(text).not.toContain('came out wrong');
  });

  it('are named with what was expected and what came out where one was wrong', () => {
    const text = textOf({ selftest: [...model({}).selftest, WRONG] });
    expect(text).toContain('2 of 3 known answers right');
    expect(text).toContain('signatures: Ed25519');
    expect(text).toContain('holds, altered does not');
    expect(text).toContain('nothing in this report may be relied on');
  });

  it('stand in the JSON of the report', () => {
    const made = model({ selftest: [WRONG] });
    expect(reportJson(made)['selftest']).toEqual({ ok: false, results: [WRONG] });
  });
});
