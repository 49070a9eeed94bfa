import { describe, expect, it } from 'vitest';
import { listedEntries } from '../../../renderer/app/chooser.model.ts';

function entry(name: string, kind: 'file' | 'folder') {
  return { token: `f-${name.padEnd(8, '0')}`, name, kind, bytes: null, modifiedMs: null };
}

describe('the file chooser', () => {
  const entries = [
    entry('log10.db', 'file'),
    entry('log2.db', 'file'),
    entry('week', 'folder'),
    entry('Archive', 'folder'),
  ];

  it('lists folders first, each in the order a person expects', () => {
    expect(listedEntries(entries, '').map((each) => each.name)).toEqual([
      'Archive',
      'week',
      'log2.db',
      'log10.db',
    ]);
  });

  it('filters by a part of the name, whatever its case', () => {
    expect(listedEntries(entries, ' LOG1 ').map((each) => each.name)).toEqual(['log10.db']);
  });
});
