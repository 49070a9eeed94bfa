// What the check sums, record numbers and times of a Windows event log show, as entries of a
// verdict. Chunks may lie in any order (a log that is full begins anew at its start), so they are
// compared once all of them are known. A CRC guards against accidents only: a log in which all fits
// is "unprotected", never "verified".

import type { Verdict, VerdictEntry } from '../../domain/verdict.ts';
import type { ChunkHeader, LogHeader } from './chunk.ts';
import { fileTimeText } from './value.ts';

/** A record as far as its place in the log is concerned. */
export interface LogRecord {
  readonly number: number;
  readonly writtenTicks: bigint;
  /** Number and place of a record hidden in the length of this one. */
  readonly hidden?: { readonly number: number | undefined; readonly byteOffset: number };
}

export interface LogFindings {
  readonly entries: readonly VerdictEntry[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Records found. */
  readonly records: number;
}

interface Chunk {
  readonly byteOffset: number;
  readonly header: ChunkHeader | undefined;
  readonly cut: boolean;
  first: number;
  last: number;
  count: number;
  damaged: number;
  firstTicks: bigint;
  lastTicks: bigint;
  readonly inner: VerdictEntry[];
}

export interface LogChecks {
  header(header: LogHeader): void;
  /** A chunk begins; `cut` where the file ends within it. */
  chunk(byteOffset: number, header: ChunkHeader | undefined, cut: boolean): void;
  record(record: LogRecord): void;
  /** A stretch of the chunk that is no record. */
  damaged(byteOffset: number, size: number): void;
  finish(): LogFindings;
}

/** @param file what entries call the file */
export function createLogChecks(file: string): LogChecks {
  const chunks: Chunk[] = [];
  let log: LogHeader | undefined;
  let open: Chunk | undefined;

  return {
    header(header) {
      log = header;
    },
    chunk(byteOffset, header, cut) {
      open = {
        ...{ byteOffset, header, cut, first: 0, last: 0, count: 0, damaged: 0 },
        ...{ firstTicks: 0n, lastTicks: 0n, inner: [] },
      };
      chunks.push(open);
    },
    record(record) {
      if (!open) return;
      addRecord(file, open, record);
    },
    damaged(byteOffset, size) {
      if (!open) return;
      open.damaged += 1;
      const reason = `${size} bytes at byte ${byteOffset} are no record, where one is expected.`;
      open.inner.push({ file, verdict: 'altered', reason });
    },
    finish: () => findingsOf(file, log, chunks),
  };
}

function addRecord(file: string, chunk: Chunk, record: LogRecord): void {
  const { number, writtenTicks, hidden } = record;
  if (chunk.count === 0) {
    chunk.first = number;
    chunk.firstTicks = writtenTicks;
  } else {
    compareNeighbours(file, chunk.inner, chunk, record);
  }
  if (hidden) {
    const which = hidden.number === undefined ? 'a record' : `a record numbered ${hidden.number}`;
    chunk.inner.push({
      ...{ file, sequence: number, through: number, verdict: 'altered' },
      reason: `Within its length, at byte ${hidden.byteOffset}, lies ${which} that is not in the order of the log.`,
    });
  }
  chunk.last = number;
  chunk.lastTicks = writtenTicks;
  chunk.count += 1;
}

interface Before {
  readonly last: number;
  readonly lastTicks: bigint;
}

function compareNeighbours(
  file: string,
  into: VerdictEntry[],
  before: Before,
  { number, writtenTicks }: LogRecord,
): void {
  if (number > before.last + 1) into.push(gap(file, before.last + 1, number - 1));
  if (number <= before.last) {
    into.push({
      ...{ file, sequence: number, through: number, verdict: 'unverifiable' },
      reason: `Record number ${number} follows number ${before.last}: numbers only rise in a log that one writer wrote.`,
    });
  }
  if (writtenTicks < before.lastTicks) {
    into.push({
      ...{ file, sequence: number, through: number, verdict: 'unprotected' },
      reason: `The clock goes back: it was written at ${fileTimeText(writtenTicks)}, the record before it at ${fileTimeText(before.lastTicks)}.`,
    });
  }
}

function gap(file: string, from: number, to: number): VerdictEntry {
  const which = from === to ? `Record number ${from} is` : `Record numbers ${from} to ${to} are`;
  const reason = `${which} not in the log, though the numbers around are.`;
  return { file, sequence: from, through: to, verdict: 'missing', reason };
}

function findingsOf(
  file: string,
  log: LogHeader | undefined,
  chunks: readonly Chunk[],
): LogFindings {
  const entries: VerdictEntry[] = [...headerEntries(file, log)];
  const inOrder = chunks.filter((chunk) => chunk.count > 0).sort((a, b) => a.first - b.first);
  const empty = chunks.filter((chunk) => chunk.count === 0);
  const counts = { altered: 0, missing: 0, unverifiable: 0, unprotected: 0, verified: 0 };
  let records = 0;
  let before: Before | undefined;
  for (const [index, chunk] of inOrder.entries()) {
    records += chunk.count;
    if (before) {
      const { first: number, firstTicks: writtenTicks } = chunk;
      compareNeighbours(file, entries, before, { number, writtenTicks });
    }
    const verdict = chunkVerdict(file, chunk, log?.dirty === true && index === inOrder.length - 1);
    counts[verdict.verdict] += chunk.count;
    entries.push(verdict, ...chunk.inner);
    const named = chunk.header?.headerSum === 'fits' ? chunk.header.lastRecord : 0;
    if (named > chunk.last) entries.push(gap(file, chunk.last + 1, named));
    before = { last: Math.max(chunk.last, named), lastTicks: chunk.lastTicks };
  }
  for (const chunk of empty) {
    const verdict = chunkVerdict(file, chunk, false);
    if (verdict.verdict !== 'unprotected') entries.push(verdict);
    entries.push(...chunk.inner);
  }
  const next = log?.dirty === false && log.checkSum === 'fits' ? log.nextRecord : undefined;
  if (next !== undefined && next - 1 > (before?.last ?? 0)) {
    entries.push({
      ...gap(file, (before?.last ?? 0) + 1, next - 1),
      reason: `The header counts records up to number ${next - 1}; the last one here is ${before ? `number ${before.last}` : 'none'}.`,
    });
  }
  for (const entry of entries) {
    if (entry.verdict === 'missing')
      counts.missing += (entry.through ?? 0) - (entry.sequence ?? 0) + 1;
    else if (entry.sequence === undefined && entry.verdict !== 'unprotected')
      counts[entry.verdict] += 1;
  }
  return { entries: joined(entries), counts, records };
}

function* headerEntries(file: string, log: LogHeader | undefined): Generator<VerdictEntry> {
  if (!log) {
    const reason = 'The file begins with a chunk: its own header is not there.';
    yield { file, verdict: 'unverifiable', reason };
    return;
  }
  // The header of a log in use is written last.
  if (log.checkSum === 'does not fit' && !log.dirty) {
    const reason = 'The header of the file does not match its own check sum.';
    yield { file, verdict: 'altered', reason };
  } else if (log.checkSum !== 'fits') {
    const reason = log.dirty
      ? 'The log was in use when it was copied: its header is not up to date.'
      : 'The header of the file has no check sum.';
    yield { file, verdict: 'unverifiable', reason };
  }
}

/** @param current the chunk that is being written to in a log in use */
function chunkVerdict(file: string, chunk: Chunk, current: boolean): VerdictEntry {
  const { header, byteOffset } = chunk;
  const stretch =
    chunk.count === 0 ? { file } : { file, sequence: chunk.first, through: chunk.last };
  const where = `The chunk at byte ${byteOffset}`;
  if (!header) {
    const reason = `${where} has no header, so there is no check sum to compare.`;
    return { ...stretch, verdict: chunk.cut ? 'unverifiable' : 'altered', reason };
  }
  const sums = [
    ['header', header.headerSum],
    ['data', header.dataSum],
  ] as const;
  const wrong = sums.filter(([, sum]) => sum === 'does not fit').map(([name]) => name);
  const absent = sums.filter(([, sum]) => sum === 'absent').map(([name]) => name);
  if (wrong.length > 0 && chunk.cut) {
    const reason = `${where} is cut off by the end of the file, so its check sum cannot be worked out.`;
    return { ...stretch, verdict: 'unverifiable', reason };
  }
  if (wrong.length + absent.length > 0 && current) {
    const reason = `${where} was being written to when the log was copied: its check sums are not up to date.`;
    return { ...stretch, verdict: 'unverifiable', reason };
  }
  if (wrong.length > 0) {
    const reason = `${where} does not match its own check sum (${wrong.join(' and ')}).`;
    return { ...stretch, verdict: 'altered', reason };
  }
  if (absent.length > 0) {
    const reason = `${where} has no check sum (${absent.join(' and ')}).`;
    return { ...stretch, verdict: 'unverifiable', reason };
  }
  return { ...stretch, verdict: 'unprotected', reason: SOUND };
}

const SOUND = 'The check sums of its chunk fit.';

/** Sound neighbours as one stretch. */
function joined(entries: readonly VerdictEntry[]): readonly VerdictEntry[] {
  const out: VerdictEntry[] = [];
  for (const entry of entries) {
    const last = out.at(-1);
    const goesOn =
      last?.reason === SOUND &&
      entry.reason === SOUND &&
      entry.sequence === (last.through ?? 0) + 1;
    if (goesOn && last && entry.through !== undefined) {
      out[out.length - 1] = { ...last, through: entry.through };
    } else out.push(entry);
  }
  return out;
}
