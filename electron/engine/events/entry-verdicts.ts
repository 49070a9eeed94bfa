// What was found of a single entry of a hash-chained log. The kept result of a verification may list
// hundreds of thousands of entries: it is read once, folded into numbers, and looked up from then on.
// Owns which finding is meant where two entries claim one number.

import type { Verdict, VerdictEntry, Verification } from '../../../shared/domain/verdict.ts';
import type { CaseReader } from '../../store/case-store.ts';

export interface EntryVerdict {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** The entry that is asked about. */
export interface EntryAt {
  readonly sourceId: number;
  readonly fileIndex: number;
  readonly position: number;
  /** As it records it; undefined where that is no whole number. */
  readonly sequence: number | undefined;
}

/** Findings on one log, by the number that the entry should have, or by its place in the file. */
interface LogFindings {
  /** Rising and apart from one another. */
  readonly seats: readonly VerdictEntry[];
  /** Of entries beyond their number; rising by where they begin. */
  readonly strays: readonly Stray[];
}
type Stray = VerdictEntry & { readonly between: readonly [number, number] };

interface SourceFindings {
  readonly verificationId: number;
  /** By the index of the file in which a log begins, rising; one at 0 where no file is named. */
  readonly logs: readonly { readonly fileIndex: number; readonly findings: LogFindings }[];
}

/** Exhibits whose findings stay in memory. */
const SOURCES_KEPT = 16;

export function createEntryVerdicts({ sources }: Pick<CaseReader, 'sources'>) {
  // The one used last comes last.
  const kept = new Map<number, SourceFindings>();

  const read = (sourceId: number, verificationId: number): SourceFindings => {
    const verification = sources.verification(sourceId)?.verification;
    const isChain = verification?.kind === 'hash-chain';
    const logs = isChain ? logsOf(verification, indexOfFiles(sourceId, verification)) : [];
    return { verificationId, logs };
  };
  const indexOfFiles = (
    sourceId: number,
    { entries }: Verification,
  ): ReadonlyMap<string, number> =>
    entries.some(({ file }) => file !== undefined)
      ? new Map(sources.files(sourceId).map(({ name, index }) => [name, index]))
      : new Map();

  const findingsOf = (sourceId: number): SourceFindings | undefined => {
    const newest = sources.verificationId(sourceId);
    if (newest === undefined) return undefined;
    const before = kept.get(sourceId);
    const findings = before?.verificationId === newest ? before : read(sourceId, newest);
    kept.delete(sourceId);
    kept.set(sourceId, findings);
    const [oldest] = kept.keys();
    if (kept.size > SOURCES_KEPT && oldest !== undefined) kept.delete(oldest);
    return findings;
  };

  return {
    /** Whether a source was verified entry by entry. */
    areOf: (sourceId: number): boolean => (findingsOf(sourceId)?.logs.length ?? 0) > 0,
    /** Null where its source was not verified entry by entry. */
    of({ sourceId, fileIndex, position, sequence }: EntryAt): EntryVerdict | null {
      const logs = findingsOf(sourceId)?.logs ?? [];
      // A log that was rotated goes on in the files behind the one that it begins in.
      const at = lastUpTo(logs, fileIndex, (log) => log.fileIndex);
      const findings = logs[at]?.findings;
      const entry =
        findings && (strayAt(findings, position, sequence) ?? seatOf(findings, sequence));
      return entry ? { verdict: entry.verdict, reason: entry.reason } : null;
    },
  };
}

export type EntryVerdicts = ReturnType<typeof createEntryVerdicts>;

function logsOf(
  { entries }: Verification,
  indexOf: ReadonlyMap<string, number>,
): SourceFindings['logs'] {
  const byFile = new Map<number, { seats: VerdictEntry[]; strays: Stray[] }>();
  for (const entry of entries) {
    const fileIndex = entry.file === undefined ? 0 : indexOf.get(entry.file);
    if (fileIndex === undefined || entry.verdict === 'missing') continue;
    const { sequence, between } = entry;
    if (sequence === undefined && between === undefined) continue;
    const log = byFile.get(fileIndex) ?? { seats: [], strays: [] };
    byFile.set(fileIndex, log);
    if (between !== undefined) log.strays.push({ ...entry, between });
    else log.seats.push(entry);
  }
  return [...byFile]
    .sort(([a], [b]) => a - b)
    .map(([fileIndex, { seats, strays }]) => ({
      fileIndex,
      findings: {
        seats: seats.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)),
        strays: strays.sort((a, b) => a.between[0] - b.between[0]),
      },
    }));
}

/** Parts of one stretch have its places in common, and are told apart by their numbers. */
function strayAt(
  { strays }: LogFindings,
  position: number,
  sequence: number | undefined,
): VerdictEntry | undefined {
  const last = lastUpTo(strays, position, (stray) => stray.between[0]);
  const start = strays[last]?.between[0];
  for (let at = last; strays[at]?.between[0] === start; at--) {
    const stray = strays[at];
    if (stray === undefined || position > stray.between[1]) return undefined;
    if (stray.sequence === undefined || covers(stray, sequence)) return stray;
  }
  return undefined;
}

function seatOf({ seats }: LogFindings, sequence: number | undefined): VerdictEntry | undefined {
  if (sequence === undefined) return undefined;
  const seat = seats[lastUpTo(seats, sequence, (entry) => entry.sequence ?? 0)];
  return seat && covers(seat, sequence) ? seat : undefined;
}

function covers(entry: VerdictEntry, sequence: number | undefined): boolean {
  return (
    sequence !== undefined &&
    entry.sequence !== undefined &&
    sequence >= entry.sequence &&
    sequence <= (entry.through ?? entry.sequence)
  );
}

/** Place of the last item whose value is not beyond the wanted one; -1 where none is. */
function lastUpTo<T>(items: readonly T[], wanted: number, valueOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && valueOf(item) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
