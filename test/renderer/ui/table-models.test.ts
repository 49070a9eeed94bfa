import { describe, expect, it } from 'vitest';
import { selectRow } from '../../../renderer/ui/selection.model.ts';
import { nextSort, sortRows } from '../../../renderer/ui/sort.model.ts';

describe('selecting rows', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const plain = { toggle: false, range: false };

  it('chooses one row with a plain click', () => {
    expect([...selectRow(keys, new Set(['a', 'b']), 'a', 'c', plain).selected]).toEqual(['c']);
  });

  it('adds and takes away with Ctrl', () => {
    const added = selectRow(keys, new Set(['a']), 'a', 'c', { toggle: true, range: false });
    expect([...added.selected]).toEqual(['a', 'c']);
    const removed = selectRow(keys, added.selected, 'c', 'a', { toggle: true, range: false });
    expect([...removed.selected]).toEqual(['c']);
  });

  it('takes the stretch from the anchor with Shift, in either direction, and keeps the anchor', () => {
    const down = selectRow(keys, new Set(['b']), 'b', 'd', { toggle: false, range: true });
    expect([...down.selected]).toEqual(['b', 'c', 'd']);
    const up = selectRow(keys, down.selected, down.anchor, 'a', { toggle: false, range: true });
    expect([...up.selected]).toEqual(['a', 'b']);
  });

  it('starts anew where the anchor has left the list', () => {
    const result = selectRow(keys, new Set(), 'gone', 'b', { toggle: false, range: true });
    expect([...result.selected]).toEqual(['b']);
  });
});

describe('sorting rows', () => {
  const rows = [{ v: 2 }, { v: null }, { v: 10 }, { v: 1 }];
  const value = (row: { v: number | null }) => row.v;

  it('keeps blank values last in both directions', () => {
    expect(sortRows(rows, value, false).map(value)).toEqual([1, 2, 10, null]);
    expect(sortRows(rows, value, true).map(value)).toEqual([10, 2, 1, null]);
  });

  it('sorts numbers within text as a person does', () => {
    const names = ['E10', 'E2', 'e1'];
    expect(sortRows(names, (name) => name, false)).toEqual(['e1', 'E2', 'E10']);
  });

  it('turns round on the second click of a header', () => {
    expect(nextSort(null, 'a')).toEqual({ column: 'a', descending: false });
    expect(nextSort({ column: 'a', descending: false }, 'a').descending).toBe(true);
    expect(nextSort({ column: 'a', descending: true }, 'b')).toEqual({
      column: 'b',
      descending: false,
    });
  });
});
