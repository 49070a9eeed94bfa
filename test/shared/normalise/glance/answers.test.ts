// Answers that are found again must be those that would be worked out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import type { FieldValue } from '../../../../shared/domain/event.ts';
import {
  MOST_ANSWERS,
  valueAt,
  type Answers,
  type ValueOf,
  type Worked,
} from '../../../../shared/normalise/glance/answers.ts';
import {
  ALIKE,
  createJsonGlance,
  DECLINED,
  type JsonGlance,
} from '../../../../shared/normalise/glance/json-glance.ts';
import { parseJsonRecord } from '../../../../shared/normalise/json-record.ts';

const FROM = [['name'], ['who', 'type'], ['who', 'id'], ['time'], ['who']] as const;

/** Looks at some of the fields, at which ones being told by others. */
const CHOOSY: Worked<string> = {
  from: FROM,
  value(valueOf) {
    const type = valueOf(1);
    if (type === 'a') return `a ${told(valueOf(0))}`;
    if (type === undefined) return 'nobody';
    if (type === null) return 'null';
    return told(valueOf(0)) < 'm' ? `${told(type)} ${told(valueOf(2))}` : told(valueOf(3));
  },
};
const ALL: Worked<string> = {
  from: FROM,
  value: (valueOf) => [0, 1, 2, 3].map((field) => told(valueOf(field))).join('|'),
};
const ONE: Worked<string> = { from: FROM, value: (valueOf) => told(valueOf(3)) };
const NONE: Worked<string> = { from: FROM, value: () => 'always' };
const EACH = [CHOOSY, ALL, ONE, NONE];

function told(value: FieldValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function asked(): { readonly glance: JsonGlance; readonly answers: readonly Answers<string>[] } {
  const glance = createJsonGlance({ name: true, time: true, who: { type: true, id: true } });
  return { glance, answers: EACH.map((worked) => glance.answers(worked)) };
}

/** Returns whether the record is like another one. */
function agrees(text: string, { glance, answers }: ReturnType<typeof asked>): boolean {
  const record = utf8(text);
  const looked = glance.look(record);
  if (looked === DECLINED) return false;
  const parsed = parseJsonRecord(record);
  expect(parsed.ok).toBe(true);
  if (!parsed.ok || looked !== ALIKE) return false;
  const { value: fields } = parsed;
  const valueOf: ValueOf = (field) => valueAt(fields, FROM[field] ?? []);
  expect(answers.map(current)).toEqual(EACH.map((worked) => worked.value(valueOf)));
  return true;
}

function current(of: Answers<string>): string | undefined {
  return of.given[of.number()];
}

const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'abc', 'abcd', 'zz', 'x'.repeat(128), 'x'.repeat(129)),
  fc.stringMatching(/^[a-z]{0,6}$/),
);
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
);
const record = fc.record(
  {
    name: value,
    time: value,
    other: fc.constantFrom('x', 1, null),
    who: fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: value, id: value }, { requiredKeys: [] }) },
      { weight: 1, arbitrary: value },
    ),
  },
  { requiredKeys: [] },
);

describe('answers that are found again', () => {
  it('are those that would be worked out', () => {
    const own = asked();
    let alike = 0;
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        for (const each of records) if (agrees(JSON.stringify(each), own)) alike += 1;
      }),
      { numRuns: 500 },
    );
    expect(alike).toBeGreaterThan(300);
  });

  it('are those that would be worked out, however many there are', () => {
    const own = asked();
    let alike = 0;
    for (let count = 0; count < 3 * MOST_ANSWERS; count += 1) {
      const id = String(count % (MOST_ANSWERS + 100));
      const type = count % 3 === 0 ? 'a' : 'other';
      const name = `name ${String(count % 7)}`;
      if (agrees(JSON.stringify({ name, time: id, who: { type, id } }), own)) alike += 1;
    }
    expect(alike).toBeGreaterThan(2 * MOST_ANSWERS);
  });

  it('are worked out once for the same values', () => {
    let worked = 0;
    const own = createJsonGlance({ name: true, time: true });
    const names = own.answers({
      from: [['name']],
      value(valueOf) {
        worked += 1;
        return valueOf(0);
      },
    });
    for (let count = 0; count < 100; count += 1) {
      const name = `name ${String(count % 4)}`;
      own.look(utf8(JSON.stringify({ name, time: String(count) })));
      if (count > 0) expect(names.given[names.number()]).toBe(name);
    }
    expect(worked).toBe(4);
  });

  it('are others once they were forgotten', () => {
    let suffix = 'before';
    const own = createJsonGlance({ name: true });
    const names = own.answers({
      from: [['name']],
      value: (valueOf) => `${told(valueOf(0))} ${suffix}`,
    });
    for (let count = 0; count < 3; count += 1) own.look(utf8('{"name":"long enough"}'));
    expect(names.given[names.number()]).toBe('"long enough" before');
    const { era } = names;
    suffix = 'after';
    names.forget();
    expect(names.given[names.number()]).toBe('"long enough" after');
    expect(names.era).not.toBe(era);
  });

  it('tell what is not there from what is null', () => {
    const own = asked();
    for (const text of ['{"who":{"type":null}}', '{"who":{"id":null}}', '{"who":null}', '{}']) {
      for (let count = 0; count < 3; count += 1) agrees(text, own);
    }
  });
});
