import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventView, Fields, FieldValue } from '../../../shared/domain/event.ts';
import { FieldIndex } from '../../../shared/match/field-index.ts';
import { FieldReader, fieldValues } from '../../../shared/match/fields.ts';
import { event } from '../detection/support.ts';

function present(fields: readonly string[], view: EventView): string[] {
  const index = new FieldIndex(fields.map((field, slot) => ({ field, slot })));
  index.read(view);
  return fields.filter((_, slot) => !index.isAbsent(slot));
}

const SEGMENTS = ['a', 'A', 'b', 'a b', '0', '1', '01', '1e0', '-1', '', 'user', 'name', 'c'];
const name = fc
  .array(fc.constantFrom(...SEGMENTS), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('.'));
const { value } = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<FieldValue>('text', 1, null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));
const fields: fc.Arbitrary<Fields> = fc.dictionary(name, value, { maxKeys: 5 });

describe('the index of fields', () => {
  it('never leaves out a field that has values', () => {
    fc.assert(
      fc.property(fields, fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), (own, asked) => {
        const view = event(1, own, { ecs: { 'user.name': 'root' } });
        const found = present([...asked, 'user.name'], view);
        const there = [...asked, 'user.name'].filter(
          (each) => fieldValues(view, each) !== undefined,
        );
        expect(found).toEqual(expect.arrayContaining(there));
      }),
      { numRuns: 800 },
    );
  });

  it('lets a reader find the very values that are found without it, event after event', () => {
    fc.assert(
      fc.property(
        fc.array(fields, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
        (records, asked) => {
          const reader = new FieldReader();
          const slots = asked.map((field) => ({ field, slot: reader.slot(field) }));
          const index = new FieldIndex(slots);
          for (const own of records) {
            const view = event(1, own, { ecs: { 'user.name': 'root' } });
            index.read(view);
            reader.begin(view, index);
            expect(slots.map(({ slot }) => reader.values(slot))).toEqual(
              asked.map((field) => fieldValues(view, field)),
            );
          }
        },
      ),
      { numRuns: 800 },
    );
  });

  it('finds fields through arrays by their place, in dotted keys, in any case, and in columns', () => {
    const view = event(
      1,
      { list: [{ x: 1 }, 'two'], 'Deep.Key': { In: [[{ side: 1 }]] }, 'Source Name': 'x' },
      { ecs: { 'host.name': 'web1' } },
    );
    expect(
      present(
        ['list.1', 'list.0.x', 'list.7', 'deep.key.in.side', 'SourceName', 'host.name', 'other'],
        view,
      ),
    ).toEqual(['list.1', 'list.0.x', 'deep.key.in.side', 'SourceName', 'host.name']);
  });

  it('knows the places of an array, and those within them', () => {
    const view = event(1, {
      grid: [[{ x: 1 }, 'second'], ['third']],
      names: { 0: 'a key, not a place' },
      one: 'no array',
    });
    const there = ['grid.0', 'grid.1', 'grid.0.1', 'grid.0.0.x', 'grid.00', 'grid.x', 'names.0'];
    const absent = ['grid.2', 'grid.-1', 'grid.1.5', 'grid.0.y', 'grid.0.5', 'names.1', 'one.0'];
    expect(present([...there, ...absent], view)).toEqual(there);
    for (const field of there) expect(fieldValues(view, field), field).toBeDefined();
    for (const field of absent) expect(fieldValues(view, field), field).toBeUndefined();
  });

  it('names whatever may lie below the depth that it follows', () => {
    let deep: FieldValue = { end: 'x' };
    for (let depth = 0; depth < 300; depth++) deep = [deep];
    expect(present(['deep.end', 'deep.other', 'shallow'], event(1, { deep }))).toEqual([
      'deep.end',
      'deep.other',
    ]);
  });

  it('leaves out what is not there, so that nobody looks for it', () => {
    const asked = Array.from({ length: 500 }, (_, i) => `field${String(i)}`);
    expect(present(asked, event(1, { field7: 'x', Field30: null }))).toEqual(['field7', 'field30']);
  });

  it('forgets the event before', () => {
    const index = new FieldIndex([{ field: 'a', slot: 3 }]);
    index.read(event(1, { a: 1 }));
    expect(index.isAbsent(3)).toBe(false);
    index.read(event(2, { b: 1 }));
    expect(index.isAbsent(3)).toBe(true);
    expect(index.isAbsent(4)).toBe(false);
  });
});
