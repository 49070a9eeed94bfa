import { describe, expect, it } from 'vitest';
import type { SourceWithVerdict } from '../../../../shared/contract/areas/evidence.ts';
import {
  chosenAmong,
  listedSources,
  passesFilter,
  sourcesLike,
} from '../../../../renderer/features/evidence/source-filter.model.ts';
import { withVerdict } from '../../../electron/cli/samples.ts';

const sample = withVerdict('verified');
const named = (name: string, change: Partial<SourceWithVerdict['source']> = {}) => ({
  ...sample,
  source: { ...sample.source, name, path: `/logs/${name}`, ...change },
});

describe('exhibits that are looked for', () => {
  const sources = [
    named('auth-001.jsonl', { exhibit: 'E01', formatTitle: 'JSON lines' }),
    named('auth-002.jsonl', { exhibit: 'E02', formatTitle: 'JSON lines', rejected: 3 }),
    { ...named('trail', { exhibit: 'E03', formatTitle: 'AWS CloudTrail' }), verification: null },
  ];
  const exhibits = (found: readonly SourceWithVerdict[]) =>
    found.map((each) => each.source.exhibit);

  it('have every word in their name, path, format or number', () => {
    expect(exhibits(sourcesLike(sources, 'auth json', 'all'))).toEqual(['E01', 'E02']);
    expect(exhibits(sourcesLike(sources, 'CLOUDTRAIL', 'all'))).toEqual(['E03']);
    expect(exhibits(sourcesLike(sources, 'e02', 'all'))).toEqual(['E02']);
    expect(sourcesLike(sources, 'auth cloudtrail', 'all')).toEqual([]);
  });
  it('have the verdict that is asked for, or none yet', () => {
    expect(exhibits(sourcesLike(sources, '', 'not checked'))).toEqual(['E03']);
    expect(exhibits(sourcesLike(sources, '', 'with rejections'))).toEqual(['E02']);
    const verdict = sample.verification?.verdict ?? 'verified';
    expect(passesFilter(named('x'), verdict)).toBe(true);
    expect(passesFilter(named('x', { status: 'incomplete' }), 'not read to the end')).toBe(true);
  });
});

describe('the exhibit that the detail is about', () => {
  const sources = [
    named('a', { id: 1 }),
    named('b', { id: 2, status: 'importing' }),
    named('c', { id: 3 }),
  ];
  const all = { text: '', filter: 'all' } as const;
  const at = (found: SourceWithVerdict | null) => found?.source.id ?? null;

  it('is the one that was asked for, else the one being read, else the first', () => {
    expect(at(chosenAmong(sources, '3'))).toBe(3);
    expect(at(chosenAmong(sources, ''))).toBe(2);
    expect(at(chosenAmong([named('a', { id: 1 })], '9'))).toBe(1);
    expect(chosenAmong([], '1')).toBeNull();
  });
  it('stays in the list while it is looked at, whatever else is listed', () => {
    const listed = listedSources(sources, { text: 'b', filter: 'all' }, '3');
    expect(listed.map((each) => each.source.id)).toEqual([2, 3]);
    expect(listedSources(sources, all, '')).toHaveLength(3);
    expect(listedSources(sources, { text: 'nothing', filter: 'all' }, '')).toEqual([]);
  });
});
