import { describe, expect, it } from 'vitest';
import type { SourceWithVerdict } from '../../../../shared/contract/areas/evidence.ts';
import {
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
