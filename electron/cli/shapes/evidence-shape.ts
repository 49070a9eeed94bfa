// Sources and their integrity as the command line prints them.

import type { Source } from '../../../shared/domain/source.ts';
import {
  VERDICTS,
  type ChainGap,
  type Verdict,
  type Verification,
  type VerdictEntry,
} from '../../../shared/domain/verdict.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { eventTimeText, utcTextOrNull } from '../times.ts';

export interface SourceShape {
  readonly path: string;
  readonly exhibit: string;
  readonly format: string;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly sha256: string;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** True where the case had exactly this material before. */
  readonly alreadyThere: boolean;
  /** What came to an exhibit that was there before. */
  readonly added?: { readonly events: number; readonly rejected: number };
  /** Exhibits that have this path with other content. */
  readonly otherThan?: string;
  /** Where the same bytes were opened from before: they are one exhibit. */
  readonly sameBytesAs?: string;
}

/** An exhibit that an import opened or found, with the path that was named for it. */
export interface ImportedSource {
  /** Absolute. */
  readonly path: string;
  readonly source: Source;
  readonly span: Output<'evidence.span'>;
  readonly alreadyThere: boolean;
  readonly added?: { readonly events: number; readonly rejected: number } | undefined;
  readonly otherThan?: string | undefined;
}

/** Where else the same bytes were opened from before. */
export function sameBytesAs({ path, source, alreadyThere }: ImportedSource): string | undefined {
  return alreadyThere && source.path !== path ? source.path : undefined;
}

export function sourceShape(imported: ImportedSource): SourceShape {
  const { path, source, span } = imported;
  const same = sameBytesAs(imported);
  return {
    path,
    exhibit: source.exhibit,
    format: source.format,
    events: source.events,
    rejected: source.rejected,
    skipped: source.skipped,
    sha256: source.sha256,
    firstTime: span.first ? eventTimeText(span.first) : utcTextOrNull(source.firstTimeUs),
    lastTime: span.last ? eventTimeText(span.last) : utcTextOrNull(source.lastTimeUs),
    alreadyThere: imported.alreadyThere,
    ...(imported.added && { added: imported.added }),
    ...(imported.otherThan !== undefined && { otherThan: imported.otherThan }),
    ...(same !== undefined && { sameBytesAs: same }),
  };
}

export interface IntegrityShape {
  readonly path: string;
  readonly kind: Verification['kind'];
  readonly verdict: Verdict;
  readonly checked: number;
  readonly entries: readonly VerdictEntry[];
  readonly shows: string;
  readonly doesNotShow: string;
  readonly head?: { readonly sequence: number; readonly hash: string };
  /** Of a case: its newest signed checkpoint. */
  readonly checkpoint?: string;
  /** Breaks in the chains of digests. */
  readonly gaps?: readonly ChainGap[];
}

export function integrityShape(path: string, verification: Verification): IntegrityShape {
  return {
    path,
    kind: verification.kind,
    verdict: verification.verdict,
    checked: verification.checked,
    entries: verification.entries,
    shows: verification.shows,
    doesNotShow: verification.doesNotShow,
    ...(verification.head === undefined ? {} : { head: verification.head }),
    ...(verification.checkpoint === undefined ? {} : { checkpoint: verification.checkpoint }),
    ...(verification.gaps === undefined ? {} : { gaps: verification.gaps }),
  };
}

/** How many entries of each verdict, worst first, none of zero: `1 altered, 2,811 verified`. */
export function countsText(verification: Verification, count: (value: number) => string): string {
  const parts = VERDICTS.filter((verdict) => verification.counts[verdict] > 0).map(
    (verdict) => `${count(verification.counts[verdict])} ${verdict}`,
  );
  return parts.length === 0 ? 'nothing to check' : parts.join(', ');
}

/** `entry 937`, `entries 1406 to 1408`, `trail.json.gz`, `bot.db, entry 5`. */
export function entryPlace(entry: VerdictEntry): string {
  if (entry.sequence === undefined) return entry.file ?? 'the whole source';
  const numbers =
    entry.through === undefined || entry.through === entry.sequence
      ? `entry ${entry.sequence}`
      : `entries ${entry.sequence} to ${entry.through}`;
  return entry.file === undefined ? numbers : `${entry.file}, ${numbers}`;
}
