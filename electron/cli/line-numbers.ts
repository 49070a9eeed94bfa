// The case keeps where a record starts in bytes; people and editors count lines. The line is counted
// in the original file, and only where that is a single plain file of the size that was opened:
// anything else keeps its byte offset rather than a line that may be wrong.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Source } from '../../shared/domain/source.ts';
import type { EventPlace } from './shapes/event-shape.ts';

const LINE_FEED = 0x0a;
const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5];

type Place = Pick<EventPlace, 'sourceId' | 'position'>;

export async function createLineFinder(
  events: Iterable<Place>,
  sources: ReadonlyMap<number, Source>,
): Promise<(event: Place) => number | undefined> {
  const offsets = new Map<number, Set<number>>();
  for (const event of events) {
    const source = sources.get(event.sourceId);
    if (source === undefined || source.files !== 1 || !source.format.endsWith('lines')) continue;
    const known = offsets.get(source.id) ?? new Set<number>();
    known.add(event.position);
    offsets.set(source.id, known);
  }
  const lines = new Map<number, ReadonlyMap<number, number>>();
  for (const [id, wanted] of offsets) {
    const source = sources.get(id);
    if (source !== undefined && (await isAsOpened(source))) {
      lines.set(
        id,
        await countLines(
          source.path,
          [...wanted].sort((a, b) => a - b),
        ),
      );
    }
  }
  return (event) => lines.get(event.sourceId)?.get(event.position);
}

async function isAsOpened(source: Source): Promise<boolean> {
  try {
    const { size } = await stat(source.path);
    return size === source.bytes;
  } catch (error) {
    // The original was moved or lies on a medium that is gone, which is no failure here.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** @param offsets ascending */
async function countLines(
  path: string,
  offsets: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const lines = new Map<number, number>();
  let line = 1;
  let position = 0;
  let next = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Uint8Array;
    if (position === 0 && (startsWith(bytes, GZIP) || startsWith(bytes, ZSTD))) return lines;
    let from = 0;
    while (next < offsets.length) {
      const target = (offsets[next] ?? 0) - position;
      const feed = bytes.indexOf(LINE_FEED, from);
      if (target < bytes.length && (feed === -1 || target <= feed)) {
        lines.set(target + position, line);
        next++;
      } else if (feed === -1) break;
      else {
        line++;
        from = feed + 1;
      }
    }
    position += bytes.length;
    if (next >= offsets.length) break;
  }
  return lines;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
