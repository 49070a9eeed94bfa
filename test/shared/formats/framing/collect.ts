// Runs a framer over bytes cut into chunks, and keeps all it tells.

import type { Framer } from '../../../../shared/formats/framing/frame-sink.ts';
import { textOf } from '../../../../shared/base/bytes.ts';

export interface Told {
  readonly kind: 'record' | 'rejected' | 'skipped';
  readonly at: number;
  readonly length: number;
  readonly text: string;
  readonly reason: string;
}

export interface Cut {
  readonly told: readonly Told[];
  readonly framingBytes: number;
  readonly recordsSeen: number;
}

/** @param cuts where the bytes are divided; any order, doubles allowed */
export function cutWith(framer: Framer, bytes: Uint8Array, cuts: readonly number[] = []): Cut {
  const told: Told[] = [];
  const sink = {
    record(record: Uint8Array, at: number) {
      told.push({ kind: 'record', at, length: record.length, text: textOf(record), reason: '' });
    },
    rejected(at: number, length: number, reason: string, excerpt: Uint8Array) {
      told.push({ kind: 'rejected', at, length, text: textOf(excerpt), reason });
    },
    skipped(at: number) {
      told.push({ kind: 'skipped', at, length: 0, text: '', reason: '' });
    },
  };
  const bounds = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  for (let index = 1; index < bounds.length; index += 1) {
    // A copy that is overwritten afterwards: a framer must not hold on to the chunk's bytes.
    const chunk = bytes.slice(bounds[index - 1], bounds[index]);
    framer.push(chunk, sink);
  }
  framer.finish(sink);
  return { told, framingBytes: framer.framingBytes, recordsSeen: framer.recordsSeen };
}

export function texts(cut: Cut): readonly string[] {
  return cut.told.filter((one) => one.kind === 'record').map((one) => one.text);
}

/** Every byte is in a record, in a rejection, or framing, and none is in two. */
export function bytesAccountedFor(cut: Cut): number {
  let end = 0;
  let bytes = cut.framingBytes;
  for (const one of cut.told) {
    if (one.at < end) return Number.NaN;
    end = one.at + one.length;
    bytes += one.length;
  }
  return bytes;
}
