import { describe, expect, it } from 'vitest';
import { allValues, FieldReader, fieldValues } from '../../../shared/match/fields.ts';
import { event } from '../detection/support.ts';

describe('the values of a field', () => {
  const sample = event(
    1,
    {
      'user.name': 'dotted',
      user: { id: 7 },
      'Source Name': 'spaced',
      items: [{ port: 22 }, { port: [80, 443] }, {}],
      empty: [],
      nothing: null,
      Deep: { 'a.b': { c: 'x' } },
    },
    { ecs: { 'source.ip': '10.0.0.1', 'user.name': 'column' } },
  );

  it('come from the original field before the normalised column', () => {
    expect(fieldValues(sample, 'user.name')).toEqual(['dotted']);
    expect(fieldValues(sample, 'source.ip')).toEqual(['10.0.0.1']);
  });

  it('are missing where the object of that name lacks the field, whatever filled the column', () => {
    const fields = { user: { id: 7 }, event: [{ id: 9 }] };
    const ecs = { 'user.name': '7', 'event.action': '9', 'host.name': 'h' };
    expect(fieldValues(event(1, fields, { ecs }), 'user.name')).toBeUndefined();
    expect(fieldValues(event(1, fields, { ecs }), 'event.action')).toBeUndefined();
    expect(fieldValues(event(1, fields, { ecs }), 'host.name')).toEqual(['h']);
    expect(fieldValues(event(1, { user: 'x' }, { ecs }), 'user.name')).toEqual(['7']);
    const known = { product: 'kubernetes', service: 'audit' };
    expect(fieldValues(event(1, fields, { ecs, logSource: known }), 'user.name')).toEqual(['7']);
  });

  it('are found through dotted paths and arrays', () => {
    expect(fieldValues(sample, 'user.id')).toEqual([7]);
    expect(fieldValues(sample, 'items.port')).toEqual([22, 80, 443]);
    expect(fieldValues(sample, 'items.1.port')).toEqual([80, 443]);
    expect(fieldValues(sample, 'deep.a.b.c')).toEqual(['x']);
  });

  it('are found without regard to case and spaces', () => {
    expect(fieldValues(sample, 'SourceName')).toEqual(['spaced']);
    expect(fieldValues(sample, 'source name')).toEqual(['spaced']);
    expect(fieldValues(event(1, { SourceName: 1 }), 'Source Name')).toEqual([1]);
  });

  it('tell a missing field from an empty one', () => {
    expect(fieldValues(sample, 'missing')).toBeUndefined();
    expect(fieldValues(sample, 'items.absent')).toBeUndefined();
    expect(fieldValues(sample, 'empty')).toEqual([null]);
    expect(fieldValues(sample, 'nothing')).toEqual([null]);
  });

  it('never come from the prototype of an object', () => {
    expect(fieldValues(sample, 'constructor')).toBeUndefined();
    expect(fieldValues(sample, '__proto__.polluted')).toBeUndefined();
    expect(fieldValues(sample, 'user.toString')).toBeUndefined();
  });

  it('are read once per event and forgotten with the next', () => {
    const reader = new FieldReader();
    const slot = reader.slot('a');
    reader.begin(event(1, { a: 1 }));
    expect(reader.values(slot)).toEqual([1]);
    reader.begin(event(2, { b: 1 }));
    expect(reader.values(slot)).toBeUndefined();
  });
});

describe('all values of an event', () => {
  it('are its scalars, not its field names', () => {
    const sample = event(1, { name: { inner: ['a', 2, null, true] } }, { raw: '{"name":…}' });
    expect(allValues(sample)).toEqual(['a', 2, true]);
  });

  it('include the line itself where the format is plain text', () => {
    const line = '<34>Oct 11 22:14:15 host su: failed';
    expect(allValues(event(1, {}, { raw: line }))).toEqual([line]);
  });
});
