import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import type { FieldValue, Fields } from '../../../../shared/domain/event.ts';
import { createJsonGlance } from '../../../../shared/normalise/glance/json-glance.ts';
import type { Wanted } from '../../../../shared/normalise/glance/wanted.ts';
import { parseJsonRecord } from '../../../../shared/normalise/json-record.ts';

const WANTED: Wanted = {
  name: true,
  time: true,
  code: true,
  who: { type: true, id: true, session: { issuer: { name: true } } },
};
const SIGNS = ['"', '{', '}', '[', ']', ':', ',', '0', '-', '.', ' ', 'x', '\\'];
const glance = createJsonGlance(WANTED);

/** What of the fields is wanted; `undefined` where a wanted value is of another kind than the wish. */
function chosen(fields: Fields, wanted: Wanted): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, inside]) => {
      const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [name, inside !== true && isObject ? chosen(value as Fields, inside) : value];
    }),
  );
}

/** Whatever is glanced at is what parsing gives. Returns whether it was glanced at. */
function agrees(record: Uint8Array): boolean {
  const found = glance(record);
  if (found === undefined) return false;
  const parsed = parseJsonRecord(record);
  expect(parsed.ok).toBe(true);
  if (parsed.ok) expect(chosen(found, WANTED)).toEqual(chosen(parsed.value, WANTED));
  return true;
}

const name = fc.constantFrom('name', 'time', 'code', 'who', 'type', 'id', 'session', 'issuer', 'x');
const plain = fc.constantFrom('', 'a', 'eu-central-1', '2026-03-01T00:00:00Z', 'x'.repeat(40));
const { value } = fc.letrec<{ value: FieldValue; object: Fields; list: readonly FieldValue[] }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      plain,
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('object'),
      tie('list'),
    ),
    object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
    list: fc.array(tie('value'), { maxLength: 3 }),
  }),
);
const record = fc.dictionary(name, value, { maxKeys: 8 });
const spelled = fc
  .tuple(record, fc.constantFrom<number | string>(0, 0, 0, 1, '\t'))
  .map(([fields, indent]) => JSON.stringify(fields, undefined, indent));

describe('a glance at a JSON record', () => {
  it('gives what parsing gives, or declines', () => {
    let glanced = 0;
    fc.assert(
      fc.property(spelled, (text) => {
        if (agrees(utf8(text))) glanced += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(glanced).toBeGreaterThan(500);
  });

  it('accepts nothing that parsing refuses, wherever a byte is changed, left out or added', () => {
    const damage = fc.tuple(fc.nat(), fc.constantFrom('set', 'drop', 'add'), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(spelled, damage, (text, [place, act, byte]) => {
        const bytes = [...utf8(text)];
        bytes.splice(
          place % bytes.length,
          act === 'add' ? 0 : 1,
          ...(act === 'drop' ? [] : [byte]),
        );
        agrees(Uint8Array.from(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives what parsing gives of records of one shape with other values', () => {
    const other = fc.oneof(
      plain,
      fc.string({ maxLength: 5 }),
      fc.stringMatching(/^[a-z"\\]{0,4}$/),
    );
    const damage = fc.option(fc.tuple(fc.nat(), fc.constantFrom(...SIGNS)), {
      nil: null,
    });
    let glanced = 0;
    fc.assert(
      fc.property(
        record,
        fc.infiniteStream(other),
        fc.infiniteStream(fc.nat()),
        damage,
        (fields, texts, numbers, hurt) => {
          const again = JSON.stringify(fields, (_, value: unknown) =>
            typeof value === 'string'
              ? texts.next().value
              : typeof value === 'number'
                ? numbers.next().value
                : value,
          );
          agrees(utf8(JSON.stringify(fields)));
          if (agrees(utf8(again))) glanced += 1;
          if (hurt === null) return;
          const [place, sign] = hurt;
          const at = place % again.length;
          agrees(utf8(again.slice(0, at) + sign + again.slice(at + 1)));
          agrees(utf8(again.slice(0, at) + sign + again.slice(at)));
          agrees(utf8(again.slice(0, at) + again.slice(at + 1)));
        },
      ),
      { numRuns: 3_000 },
    );
    expect(glanced).toBeGreaterThan(500);
  });

  it('does not decline an ordinary record', () => {
    const text =
      '{"name": "a","x":"caf\\u00e9 \\"quoted\\" C:\\\\temp","time":"2026-03-01T00:00:00Z","code":17,' +
      '"list":[1,-2.5e+3,[],{}, {"a":[true,false,null]}],"who":{"type":"Role","id":null,"y":{"z":""}}}';
    expect(glance(utf8(text))).toEqual({
      name: 'a',
      time: '2026-03-01T00:00:00Z',
      code: 17,
      who: { type: 'Role', id: null, session: undefined },
    });
  });

  it('tells objects apart that begin alike', () => {
    const head = `"type":"${'R'.repeat(100)}"`;
    for (const id of ['one', 'two', 'one', 'ones', 'on']) {
      const text = `{"who":{${head},"id":"${id}"},"name":"n"}`;
      expect(glance(utf8(text))).toMatchObject({ who: { id }, name: 'n' });
    }
    // The same bytes, where another object goes on behind them.
    const inner = `{${head},"id":"one"}`;
    expect(glance(utf8(`{"who":${inner}}`))).toMatchObject({ who: { id: 'one' } });
    expect(glance(utf8(`{"who":${inner.slice(0, -1)},"x":1}}`))).toMatchObject({
      who: { id: 'one' },
    });
    expect(glance(utf8(`{"who":${inner}`))).toBeUndefined();
  });

  it.each([
    ['a name given twice', '{"name":"a","name":"b"}'],
    ['a name in another spelling', '{"Na me":"a"}'],
    ['a name with a path', '{"who.type":"a"}'],
    ['another spelling within an object', '{"who":{"TYPE":"a"}}'],
    ['a name in disguise', '{"n\\u0061me":"a"}'],
    ['an escape in what is wanted', '{"name":"a\\n"}'],
    ['other than ASCII', '{"x":"é"}'],
    ['a list where a value is wanted', '{"name":["a"]}'],
    ['a long number', '{"code":12345678901234567890}'],
    ['another spelling of a number', '{"code":1.50}'],
    ['deep nesting', `{"x":${'['.repeat(80)}${']'.repeat(80)}}`],
    ['something behind the object', '{"name":"a"} 1'],
    ['no object', '["name"]'],
    ['nothing', ''],
    ['a record that is cut off', '{"name":"a"'],
    ['bare words of Python', '{"code":NaN}'],
  ])('declines %s', (_what, text) => {
    expect(glance(utf8(text))).toBeUndefined();
  });

  it('declines what is longer than there is room for', () => {
    expect(glance(utf8(`{"x":"${'a'.repeat(70_000)}"}`))).toBeUndefined();
    expect(glance(utf8('{"name":"a"}'))).toMatchObject({ name: 'a' });
  });
});
