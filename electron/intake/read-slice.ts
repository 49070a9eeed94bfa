// A stretch of a big file of lines, read beside other stretches of it. A line belongs to the stretch
// that it begins in, so each is read exactly once, and none of them twice. The file as a whole is
// hashed elsewhere.

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, FailureError } from '../../shared/base/result.ts';
import type { FrameSink } from '../../shared/formats/framing/frame-sink.ts';
import { createLineFramer } from '../../shared/formats/framing/lines.ts';
import { formatById } from '../../shared/formats/registry.ts';
import { reasonOf } from './file-errors.ts';
import type { FileReading } from './read-file.ts';
import type { Slice, UnitPart } from './unit.ts';

const LF = 0x0a;
const CHUNK_BYTES = 256 * 1024;

/** Announces the file where it is not listed yet. Throws FailureError. */
export async function* readSliceInto(
  { file, slice }: UnitPart & { readonly slice: Slice },
  isListed: boolean,
  reading: FileReading,
): AsyncGenerator<void, undefined> {
  const format = formatById(slice.format);
  if (!format) {
    throw new FailureError(
      failure('format.unknown', `${file.name}: there is no format "${slice.format}".`),
    );
  }
  const index = reading.nextIndex();
  if (!isListed) {
    const { name, bytes, changedUs } = file;
    reading.announce({ index, name, format: format.ref, bytes, sha256: '', changedUs });
  }
  const { sink, limits } = reading;
  sink.setFormat(format);
  const createFramer = slice.fromByte === 0 ? format.createFramer : format.slices?.createFramer;
  const framer = (createFramer ?? createLineFramer)({ maxRecordBytes: limits.maxRecordBytes });
  let startByte = slice.fromByte;
  const shifted: FrameSink = {
    record: (bytes, offset) => sink.record(bytes, startByte + offset),
    rejected: (offset, length, reason, excerpt) =>
      sink.rejected(startByte + offset, length, reason, excerpt),
    skipped: (offset) => sink.skipped(startByte + offset),
  };
  // A line that ends in the byte before begins here; any other is the business of the stretch before.
  let inLine = slice.fromByte > 0;
  let at = Math.max(0, slice.fromByte - 1);
  for (const chunk of chunksFrom(file.path, file.name, at)) {
    reading.signal?.throwIfAborted();
    let begin = 0;
    if (inLine) {
      const end = chunk.indexOf(LF);
      if (end < 0 || at + end + 1 >= slice.toByte) {
        if (at + chunk.length >= slice.toByte || end >= 0) return undefined;
        at += chunk.length;
        continue;
      }
      inLine = false;
      begin = end + 1;
      startByte = at + begin;
    }
    // The last line is read to its end, wherever that is.
    let end = chunk.length;
    if (at + chunk.length >= slice.toByte) {
      const lineEnd = chunk.indexOf(LF, Math.max(begin, slice.toByte - 1 - at));
      if (lineEnd >= 0) end = lineEnd + 1;
    }
    if (end > begin) framer.push(chunk.subarray(begin, end), shifted);
    reading.onBytes(Math.max(0, Math.min(at + end, slice.toByte) - Math.max(at, slice.fromByte)));
    at += chunk.length;
    yield;
    // Others on this thread have their turn.
    await nextTurn();
    if (end < chunk.length || (at >= slice.toByte && chunk[chunk.length - 1] === LF)) break;
  }
  framer.finish(shifted);
  sink.addFraming(framer.framingBytes);
  return undefined;
}

/**
 * Read on the calling thread, which has nothing else to do: handing each chunk to another thread and
 * being woken by it costs more than the copy.
 */
export function* chunksFrom(path: string, name: string, from: number): Generator<Buffer> {
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const trying = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw new FailureError(
        failure('file.unreadable', `${name}: cannot be read: ${reasonOf(error)}.`),
      );
    }
  };
  const handle = trying(() => openSync(path, flags));
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (let position = from; ;) {
      const length = trying(() => readSync(handle, buffer, 0, CHUNK_BYTES, position));
      if (length === 0) return;
      position += length;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}
