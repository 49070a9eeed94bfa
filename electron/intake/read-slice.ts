// A stretch of a big file of lines, read beside other stretches of it. A line belongs to the stretch
// that it begins in, so each is read exactly once, and none of them twice. The file as a whole is
// hashed elsewhere.

import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
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
  const framer = createLineFramer({ maxRecordBytes: limits.maxRecordBytes });
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
  for await (const chunk of chunksFrom(file.path, file.name, at)) {
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
    if (end < chunk.length || (at >= slice.toByte && chunk[chunk.length - 1] === LF)) break;
  }
  framer.finish(shifted);
  sink.addFraming(framer.framingBytes);
  return undefined;
}

async function* chunksFrom(path: string, name: string, from: number): AsyncGenerator<Buffer> {
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const refuse = (error: unknown): never => {
    throw new FailureError(
      failure('file.unreadable', `${name}: cannot be read: ${reasonOf(error)}.`),
    );
  };
  const handle = await open(path, flags).catch(refuse);
  try {
    let position = from;
    // One buffer is worked on while the next one is read into.
    const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
    const read = (turn: number) => {
      const buffer = buffers[turn % 2] ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const reading = handle.read(buffer, 0, CHUNK_BYTES, position);
      // A failure is met at the next await; until then it must not count as unhandled.
      reading.catch(() => undefined);
      return reading;
    };
    let next = read(0);
    for (let turn = 1; ; turn++) {
      const { buffer, bytesRead } = await next.catch(refuse);
      if (bytesRead === 0) return;
      position += bytesRead;
      next = read(turn);
      try {
        yield buffer.subarray(0, bytesRead);
      } finally {
        // A read that is still under way must end before the file is closed.
        await Promise.allSettled([next]);
      }
    }
  } finally {
    await handle.close();
  }
}
