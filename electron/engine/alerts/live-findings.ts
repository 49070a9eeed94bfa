// Which findings start a response clock: those on sources that are watched and still write. Findings
// in archives start none, and neither does what a watched folder held from long before.

import { sep } from 'node:path';
import { US_PER_DAY, type TimeUs } from '../../../shared/base/time.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';

/** Ids of the findings that are live. */
export function liveFindings(
  store: CaseReader,
  findings: readonly Finding[],
  nowUs: TimeUs,
): readonly string[] {
  const watched = store.meta.get('watched') ?? [];
  if (watched.length === 0 || findings.length === 0) return [];
  const isFresh = (time: number | null) => time !== null && nowUs - time < US_PER_DAY;
  const live = new Set<number>();
  const exhibits = new Set<string>();
  for (const source of store.sources.all()) {
    const isWatched = watched.some(({ path }) => isAtOrBelow(source, path));
    if (!isWatched || !isFresh(source.lastTimeUs)) continue;
    live.add(source.id);
    exhibits.add(source.exhibit);
  }
  if (live.size === 0) return [];
  const sourceOf = sourceFinder(store.columns.zones());
  const isLive = (finding: Finding): boolean => {
    // What verification found was found now, however old the entries are.
    if (finding.kind === 'integrity') return exhibits.has(finding.group['exhibit'] ?? '');
    if (!isFresh(finding.endUs)) return false;
    return finding.eventIds.some((id) => live.has(sourceOf(id) ?? 0));
  };
  return findings.filter(isLive).map((finding) => finding.id);
}

function isAtOrBelow(source: Source, path: string): boolean {
  return source.path === path || source.path.startsWith(path.endsWith(sep) ? path : path + sep);
}

/** The exhibit of an event, by its number. */
function sourceFinder(zones: readonly BlockZone[]): (eventId: number) => number | undefined {
  const inOrder = zones.toSorted((a, b) => a.firstEvent - b.firstEvent);
  return (eventId) => {
    let low = 0;
    let high = inOrder.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((inOrder[middle]?.firstEvent ?? 0) <= eventId) low = middle + 1;
      else high = middle;
    }
    return inOrder[low - 1]?.sourceId;
  };
}
