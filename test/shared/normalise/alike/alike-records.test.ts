import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventView, Fields, FieldValue } from '../../../../shared/domain/event.ts';
import { isFields } from '../../../../shared/normalise/field-path.ts';
import { FieldIndex } from '../../../../shared/match/field-index.ts';
import { fieldValues } from '../../../../shared/match/fields.ts';
import { AlikeRecords } from '../../../../shared/normalise/alike/alike-records.ts';
import { parseJsonRecord } from '../../../../shared/normalise/json-record.ts';

const NAMES = ['name', 'inner.text', 'inner.number', 'list', 'text', 'kind', 'source.ip', 'none'];

function view(record: Uint8Array): EventView | undefined {
  const parsed = parseJsonRecord(record);
  return parsed.ok
    ? { id: 1, timeUs: null, nanos: 0, ecs: {}, fields: parsed.value, raw: '' }
    : undefined;
}

/** All that is said of fields named `kind` tells what an event is of. */
function records(): AlikeRecords {
  return new AlikeRecords((path) => path.at(-1) !== 'kind', view);
}

function bytesOf(fields: Fields): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}

function learn(book: AlikeRecords, fields: Fields): void {
  const record = bytesOf(fields);
  const event = view(record);
  if (event === undefined) throw new Error('the record is no event');
  book.learn(record, () => event);
}

/** The values of all names, as they are at hand; `undefined` where the record is of no known shape. */
function atHand(book: AlikeRecords, fields: Fields) {
  // It lies among others.
  const record = bytesOf(fields);
  const bytes = new Uint8Array(record.length + 9).fill(0x22);
  bytes.set(record, 4);
  const parts = book.partsOf(bytes, 4, 4 + record.length);
  if (parts === undefined) return undefined;
  const index = new FieldIndex(NAMES.map((field, slot) => ({ field, slot })));
  index.read({ id: 1, timeUs: null, nanos: 0, ecs: {}, fields: {}, raw: '', parts });
  return NAMES.map((_, slot) => (index.isAbsent(slot) ? 'absent' : index.atHand(slot)));
}

function known(fields: Fields) {
  const event = view(bytesOf(fields));
  return NAMES.map((name) => (event && fieldValues(event, name)) ?? 'absent');
}

describe('records that are written alike', () => {
  it('have their values at hand once one of them was learned', () => {
    const book = records();
    learn(book, { name: 'first', inner: { text: 'a', number: 1 }, kind: 'x' });
    const next = { name: 'C:\\Temp\\"it"', inner: { text: 'b', number: -20 }, kind: 'x' };
    expect(atHand(book, next)?.slice(0, 3)).toEqual([['C:\\Temp\\"it"'], ['b'], [-20]]);
  });

  it('are told apart by what is not free to differ', () => {
    const book = records();
    learn(book, { name: 'first', kind: 'x' });
    expect(atHand(book, { name: 'second', kind: 'x' })).toBeDefined();
    expect(atHand(book, { name: 'second', kind: 'y' })).toBeUndefined();
    expect(atHand(book, { kind: 'x', name: 'second' })).toBeUndefined();
    expect(atHand(book, { name: 'second', kind: 'x', more: 1 })).toBeUndefined();
  });

  it('leave an empty text, a long number and the code of a character to be read', () => {
    const book = records();
    learn(book, { name: 'first', number: 1 });
    expect(atHand(book, { name: '', number: 1 })).toBeUndefined();
    expect(atHand(book, { name: 'a', number: 1.5 })).toBeUndefined();
    expect(atHand(book, { name: 'a', number: 2 ** 60 })).toBeUndefined();
    expect(atHand(book, { name: 'a\u0001', number: 1 })).toBeUndefined();
  });

  it('say that a text is not in ASCII', () => {
    const book = records();
    learn(book, { name: 'first' });
    const record = bytesOf({ name: 'Système' });
    expect(book.partsOf(record, 0, record.length)).toMatchObject({ isAscii: false });
    expect(book.value(0)).toBe('Système');
  });

  it('are not learned where what is read depends on the value', () => {
    const record = bytesOf({ name: 'on' });
    const book = new AlikeRecords(
      () => true,
      (each) => {
        const event = view(each);
        const fields: Fields = event?.fields['name'] === 'on' ? { name: 'on', on: true } : {};
        return event && { ...event, fields };
      },
    );
    const event = view(record);
    book.learn(record, () => ({ ...(event as EventView), fields: { name: 'on', on: true } }));
    expect(book.partsOf(record, 0, record.length)).toBeUndefined();
  });

  it('give what reading them gives, whatever they hold', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '\\', '"', 'é', '\n', ':', '7') });
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }));
    const likeOf = (value: FieldValue): fc.Arbitrary<FieldValue> =>
      typeof value === 'string' ? text : typeof value === 'number' ? number : fc.constant(value);
    const scalar: fc.Arbitrary<FieldValue> = fc.oneof(
      text,
      number,
      fc.boolean(),
      fc.constant(null),
    );
    const first: fc.Arbitrary<Fields> = fc.record(
      {
        name: scalar,
        inner: fc.record({ text: scalar, number: scalar }, { requiredKeys: [] }),
        list: fc.array(scalar, { maxLength: 3 }),
        kind: fc.constantFrom('x', 'y'),
        'source.ip': scalar,
      },
      { requiredKeys: ['kind'] },
    );
    /** The same but for the values of what may differ. */
    const next = (fields: Fields): fc.Arbitrary<Fields> =>
      fc.record(
        Object.fromEntries(
          Object.entries(fields).map(([name, value]): [string, fc.Arbitrary<FieldValue>] => {
            if (name === 'kind') return [name, fc.constant(value)];
            if (Array.isArray(value)) {
              return [name, fc.tuple(...(value as readonly FieldValue[]).map(likeOf))];
            }
            return [name, isFields(value) ? next(value) : likeOf(value)];
          }),
        ),
      );
    const alike = first.chain((fields) =>
      fc.array(next(fields), { minLength: 2, maxLength: 8 }).map((more) => [fields, ...more]),
    );
    let met = 0;
    fc.assert(
      fc.property(fc.array(alike, { minLength: 1, maxLength: 3 }), (kinds) => {
        const book = records();
        for (const fields of kinds.flat()) {
          const found = atHand(book, fields);
          if (found === undefined) learn(book, fields);
          else {
            met += 1;
            const wanted = known(fields);
            for (const [slot, values] of found.entries()) {
              // What is not at hand is read from the event.
              if (values !== undefined) expect(values).toEqual(wanted[slot]);
            }
          }
        }
      }),
    );
    expect(met).toBeGreaterThan(50);
  });
});
