// Which of many exhibits are listed: by words in their names, paths and formats, and by their verdict.

import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import { VERDICTS, type Verdict } from '../../../shared/domain/verdict.ts';
import { hasWords, searchWords } from '../../ui/search-words.model.ts';

/** Fewer are seen at a glance. */
export const MANY_SOURCES = 12;

export const SOURCE_FILTERS = [
  'all',
  ...VERDICTS,
  'not checked',
  'with rejections',
  'not read to the end',
] as const;
export type SourceFilter = (typeof SOURCE_FILTERS)[number];

export const SOURCE_FILTER_TITLES: Readonly<Record<SourceFilter, string>> = {
  all: 'All exhibits',
  altered: 'Altered',
  missing: 'Missing',
  unverifiable: 'Unverifiable',
  unprotected: 'Unprotected',
  verified: 'Verified',
  'not checked': 'Not checked',
  'with rejections': 'With rejected records',
  'not read to the end': 'Not read to the end',
};

export function passesFilter(
  { source, verification }: SourceWithVerdict,
  filter: SourceFilter,
): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'not checked':
      return verification === null;
    case 'with rejections':
      return source.rejected > 0;
    case 'not read to the end':
      return source.status !== 'ready';
    default:
      return verification?.verdict === (filter satisfies Verdict);
  }
}

export function sourcesLike(
  sources: readonly SourceWithVerdict[],
  text: string,
  filter: SourceFilter,
): readonly SourceWithVerdict[] {
  const words = searchWords(text);
  return sources.filter((each) => {
    if (!passesFilter(each, filter)) return false;
    const { exhibit, name, path, formatTitle, sha256 } = each.source;
    const searched = `${exhibit} ${name} ${path} ${formatTitle} ${sha256}`.toLowerCase();
    return hasWords(searched, words);
  });
}

/**
 * The exhibit that the detail is about: the one that was asked for, while evidence is read the one that is
 * being read, else the first. Always one of those listed.
 */
export function chosenAmong(
  listed: readonly SourceWithVerdict[],
  id: string,
): SourceWithVerdict | null {
  return (
    listed.find((each) => idOf(each) === id) ??
    listed.find((each) => each.source.status === 'importing') ??
    listed[0] ??
    null
  );
}

/** What fits, and the exhibit at hand: another verdict of it does not take it away. */
export function listedSources(
  sources: readonly SourceWithVerdict[],
  sought: { readonly text: string; readonly filter: SourceFilter },
  id: string,
): readonly SourceWithVerdict[] {
  const fitting = new Set(sourcesLike(sources, sought.text, sought.filter));
  return sources.filter((each) => fitting.has(each) || idOf(each) === id);
}

export function idOf({ source }: SourceWithVerdict): string {
  return String(source.id);
}
