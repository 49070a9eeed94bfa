// A Windows event log (EVTX): walked chunk by chunk to the end of the file, whatever its header
// says, in the memory of one chunk. Each record is kept as its own JSON at its place in the file;
// what cannot be read is a rejection, and reading goes on behind it.

import { crc32 } from 'node:zlib';
import type { Failure } from '../../shared/base/result.ts';
import { chunkScope, type ChunkScope } from '../../shared/formats/evtx/binary-xml.ts';
import {
  CHUNK_BYTES,
  FILE_HEADER_BYTES,
  hiddenRecord,
  isBareChunk,
  isEventLog,
  isUnused,
  readChunkHeader,
  readLogHeader,
  RECORD_HEADER_BYTES,
  recordsOf,
  type FoundRecord,
} from '../../shared/formats/evtx/chunk.ts';
import { endOfEvent, readEvent } from '../../shared/formats/evtx/event-json.ts';
import {
  createLogChecks,
  type LogChecks,
  type LogFindings,
} from '../../shared/formats/evtx/findings.ts';
import { windowsEventLog } from '../../shared/formats/windows-event-log.ts';
import { excerptOf } from '../../shared/formats/framing/frame-sink.ts';
import { createSource } from './byte-source.ts';
import type { IntakeLimits } from './limits.ts';
import type { FileSink } from './file-sink.ts';
import type { Unpacked } from './unpack.ts';

export interface LogReading {
  readonly sink: FileSink;
  readonly limits: IntakeLimits;
  readonly signal: AbortSignal | undefined;
  /** Where given, the log is checked, and no record is handed over. */
  readonly reportLog?: ((name: string, findings: LogFindings) => void) | undefined;
}

export function isEvtx(head: Uint8Array): boolean {
  return isEventLog(head) || isBareChunk(head);
}

export async function* readEventLogInto(
  name: string,
  unpacked: Unpacked,
  reading: LogReading,
): AsyncGenerator<void, Failure | undefined> {
  const { sink } = reading;
  sink.setFormat(windowsEventLog);
  const source = createSource(unpacked.content());
  const checks = createLogChecks(name);
  let length = 0;
  try {
    if (isEventLog(unpacked.head)) {
      const header = await source.take(FILE_HEADER_BYTES);
      length = header.length;
      if (header.length < FILE_HEADER_BYTES) {
        sink.rejected(0, header.length, 'the file is cut off within its header', excerptOf(header));
      } else {
        checks.header(readLogHeader(header, crc32));
        sink.addFraming(header.length);
      }
    }
    for (;;) {
      const at = source.offset;
      const chunk = await source.take(CHUNK_BYTES);
      if (chunk.length === 0) break;
      reading.signal?.throwIfAborted();
      length = at + chunk.length;
      readChunk(chunk, at, checks, reading);
      yield;
    }
  } finally {
    await source.close();
  }
  reading.reportLog?.(name, checks.finish());
  for (const trouble of unpacked.troubles()) {
    sink.rejected(length, 0, trouble, new Uint8Array(0));
  }
  return undefined;
}

function readChunk(
  chunk: Uint8Array,
  byteOffset: number,
  checks: LogChecks,
  { sink, limits, reportLog }: LogReading,
): void {
  const checkOnly = reportLog !== undefined;
  if (isUnused(chunk)) {
    sink.addFraming(chunk.length);
    return;
  }
  const cut = chunk.length < CHUNK_BYTES;
  const header = readChunkHeader(chunk, crc32);
  const records = [...recordsOf(chunk, header)];
  checks.chunk(byteOffset, header, cut);
  if (!header) {
    const reason = cut
      ? 'the file is cut off within a chunk'
      : 'a chunk without a header; the records that are found in it are read';
    sink.rejected(byteOffset, 0, reason, excerptOf(chunk));
  }
  const scope = chunkScope(chunk);
  let inRecords = 0;
  for (const found of records) {
    inRecords += found.size;
    const bytes = chunk.subarray(found.at, found.at + found.size);
    if (found.kind === 'damaged') {
      checks.damaged(byteOffset + found.at, found.size);
      const reason = 'no event log record where one is expected';
      sink.rejected(byteOffset + found.at, found.size, reason, excerptOf(bytes));
      continue;
    }
    const read = checkOnly
      ? endOf(scope, found)
      : handOver(scope, found, byteOffset, bytes, sink, limits.maxRecordBytes);
    const hidden = read === undefined ? undefined : hiddenRecord(scope.view, found, read);
    const { number, writtenTicks } = found;
    checks.record({
      ...{ number, writtenTicks },
      ...(hidden === undefined
        ? {}
        : { hidden: { number: hidden.number, byteOffset: byteOffset + hidden.at } }),
    });
    if (hidden && !checkOnly) {
      const at = byteOffset + hidden.at;
      const reason = `a record lies hidden within the length of record number ${number}`;
      sink.rejected(at, 0, reason, excerptOf(chunk.subarray(hidden.at, found.at + found.size)));
    }
  }
  if (header && cut) {
    const reason = 'the file is cut off within a chunk; the records before the cut are read';
    sink.rejected(byteOffset + chunk.length, 0, reason, new Uint8Array(0));
  }
  sink.addFraming(chunk.length - inRecords);
}

function endOf(scope: ChunkScope, { at, size }: FoundRecord): number | undefined {
  const end = endOfEvent(scope, at + RECORD_HEADER_BYTES, at + size - 4);
  return end.ok ? end.value : undefined;
}

/** Returns where the record's content ends. */
function handOver(
  scope: ChunkScope,
  { at, size, number }: FoundRecord,
  byteOffset: number,
  bytes: Uint8Array,
  sink: FileSink,
  maxRecordBytes: number,
): number | undefined {
  const event = readEvent(scope, at + RECORD_HEADER_BYTES, at + size - 4, maxRecordBytes);
  if (!event.ok) {
    const reason = `record number ${number}: ${event.error}`;
    sink.rejected(byteOffset + at, size, reason, excerptOf(bytes));
    return undefined;
  }
  sink.record(Buffer.from(event.value.json), byteOffset + at);
  return event.value.end;
}
