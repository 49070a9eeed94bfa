// The short way through a folder of thousands of small files of one kind: a file that is sound JSON of
// the same format as the one before it is read, hashed, unpacked and cut in one go. Anything else is
// left, untouched, to `readFileInto`, which gives the same result and says what is wrong.

import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { LogFormat } from '../../shared/formats/format.ts';
import { createJsonFramer, type JsonFramer } from '../../shared/formats/framing/json.ts';
import { giveBack } from './give-back.ts';
import { gunzipWhole, isGzip } from './gunzip.ts';
import type { FileReading } from './read-file.ts';
import { isSurelyLike, recogniseLike } from './recognise.ts';
import { expansionBudget } from './unpack.ts';
import type { ExhibitFile } from './walk.ts';

const SMALL_BYTES = 512 * 1024;

/** True where the file was read; otherwise nothing has happened. */
export function readAlikeInto(entry: ExhibitFile, reading: FileReading): boolean {
  const { neighbour, limits } = reading;
  if (!neighbour?.format || reading.alone || reading.format !== undefined) return false;
  if (entry.problem !== undefined || entry.companionOf !== undefined) return false;
  if (entry.bytes === 0 || entry.bytes > SMALL_BYTES) return false;
  const file = readWhole(entry.path);
  if (!file) return false;
  const { bytes } = file;
  const packed = isGzip(bytes);
  const content = packed ? gunzipWhole(bytes) : bytes;
  if (!content || content.length > expansionBudget(bytes.length, limits).limit) return false;
  if (packed && limits.maxUnpackLevels < 1) return false;
  const format = isSurelyLike(content, neighbour.format)
    ? neighbour.format
    : recogniseLike(
        { head: content, complete: true, changedOn: file.changedOn() },
        neighbour.format,
      )?.format;
  if (!format || format.createFramer) return false;
  const { sink } = reading;
  const index = reading.nextIndex();
  reading.announce({
    index,
    name: entry.name,
    format: format.ref,
    bytes: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
    changedUs: entry.changedUs,
  });
  reading.onBytes(bytes.length);
  sink.setFormat(format);
  const framer = framerFor(format, reading);
  framer.push(content, sink);
  framer.finish(sink);
  sink.addFraming(framer.framingBytes);
  // Whoever took records of it took copies.
  if (packed) giveBack(content);
  return true;
}

/** One for all files of a format in a row. */
function framerFor(format: LogFormat, { neighbour, limits }: FileReading): JsonFramer {
  const last = neighbour?.framing;
  if (last?.format === format) {
    last.framer.again();
    return last.framer;
  }
  const { maxRecordBytes, maxNesting } = limits;
  const { containerKeys } = format;
  const framer = createJsonFramer({ maxRecordBytes, maxNesting, containerKeys });
  if (neighbour) neighbour.framing = { format, framer };
  return framer;
}

/** Used for one file after the other. */
let room: Buffer | undefined;

/**
 * `undefined` where it cannot be read, is no regular file, or changes meanwhile. The bytes are valid
 * until the next file is read.
 */
function readWhole(
  path: string,
): { readonly bytes: Uint8Array; readonly changedOn: () => string } | undefined {
  let fd: number;
  try {
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    fd = openSync(path, flags);
  } catch {
    return undefined;
  }
  try {
    const before = fstatSync(fd);
    const { size } = before;
    if (!before.isFile() || size > SMALL_BYTES) return undefined;
    room ??= Buffer.allocUnsafeSlow(SMALL_BYTES);
    let length = 0;
    while (length < size) {
      const read = readSync(fd, room, length, size - length, length);
      if (read === 0) return undefined;
      length += read;
    }
    const after = statSync(path);
    const same =
      after.ino === before.ino &&
      after.dev === before.dev &&
      after.size === size &&
      after.mtimeMs === before.mtimeMs;
    if (!same) return undefined;
    return {
      bytes: room.subarray(0, size),
      changedOn: () => before.mtime.toISOString().slice(0, 10),
    };
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}
