// Text in UTF-16 cut into records: turned into UTF-8 for the framer that knows how, with every place
// and every record turned back, so that both are those of the file. Half a pair at either end of a
// character outside the basic plane survives the way there and back.

import { concatBytes } from '../../base/bytes.ts';
import type { LogFormat } from '../format.ts';
import { excerptOf, type Framer, type FrameSink } from './frame-sink.ts';

export type ByteOrder = 'le' | 'be';

const UNITS_AT_A_TIME = 32 * 1024;

/** @param bytes of whole units; a single byte at the end is passed over */
export function utf8FromUtf16(bytes: Uint8Array, order: ByteOrder): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length / 2) * 3);
  const low = order === 'le' ? 0 : 1;
  let filled = 0;
  const unitAt = (at: number): number => (bytes[at + low] ?? 0) | ((bytes[at + 1 - low] ?? 0) << 8);
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const unit = unitAt(at);
    if (unit < 0x80) out[filled++] = unit;
    else if (unit < 0x800) {
      out[filled++] = 0xc0 | (unit >> 6);
      out[filled++] = 0x80 | (unit & 0x3f);
    } else {
      const next = isLead(unit) && at + 3 < bytes.length ? unitAt(at + 2) : 0;
      if (isTrail(next)) {
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff);
        at += 2;
        out[filled++] = 0xf0 | (point >> 18);
        out[filled++] = 0x80 | ((point >> 12) & 0x3f);
        out[filled++] = 0x80 | ((point >> 6) & 0x3f);
        out[filled++] = 0x80 | (point & 0x3f);
      } else {
        out[filled++] = 0xe0 | (unit >> 12);
        out[filled++] = 0x80 | ((unit >> 6) & 0x3f);
        out[filled++] = 0x80 | (unit & 0x3f);
      }
    }
  }
  return out.subarray(0, filled);
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Takes back what the other way made; not for UTF-8 of any other origin. */
function utf16FromUtf8(bytes: Uint8Array, order: ByteOrder): Uint8Array {
  const out = new Uint8Array(unitsIn(bytes, 0, bytes.length) * 2);
  const low = order === 'le' ? 0 : 1;
  let filled = 0;
  const put = (unit: number): void => {
    out[filled + low] = unit & 0xff;
    out[filled + 1 - low] = unit >> 8;
    filled += 2;
  };
  const tail = (at: number): number => (bytes[at] ?? 0) & 0x3f;
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      put(lead);
      at += 1;
    } else if (lead < 0xe0) {
      put(((lead & 0x1f) << 6) | tail(at + 1));
      at += 2;
    } else if (lead < 0xf0) {
      put(((lead & 0x0f) << 12) | (tail(at + 1) << 6) | tail(at + 2));
      at += 3;
    } else {
      const point =
        ((lead & 0x07) << 18) | (tail(at + 1) << 12) | (tail(at + 2) << 6) | tail(at + 3);
      put(0xd800 | ((point - 0x10000) >> 10));
      put(0xdc00 | ((point - 0x10000) & 0x3ff));
      at += 4;
    }
  }
  return out;
}

/** Units of 16 bits that the UTF-8 between two places stands for. */
function unitsIn(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/**
 * @param inner cuts UTF-8 into records
 * @param inEncoding the format that reads the records of another one once they are UTF-16 again
 */
export function createUtf16Framer(
  inner: Framer,
  order: ByteOrder,
  inEncoding?: (format: LogFormat) => LogFormat,
): Framer {
  /** UTF-8 that was handed in and not yet passed by a record. */
  let passing: Uint8Array = new Uint8Array(0);
  let passedUtf8 = 0;
  let passedUtf16 = 0;
  let rest: Uint8Array = new Uint8Array(0);
  let takenBytes = 0;
  let toldBytes = 0;
  let ownRecords = 0;

  function placeOf(offset: number): number {
    const within = Math.max(0, Math.min(offset - passedUtf8, passing.length));
    return passedUtf16 + 2 * unitsIn(passing, 0, within);
  }

  function passTo(offset: number): number {
    const place = placeOf(offset);
    const within = Math.max(0, Math.min(offset - passedUtf8, passing.length));
    passing = passing.subarray(within);
    passedUtf8 += within;
    passedUtf16 = place;
    return place;
  }

  function turning(sink: FrameSink): FrameSink {
    return {
      record(bytes, offset) {
        const record = utf16FromUtf8(bytes, order);
        toldBytes += record.length;
        sink.record(record, passTo(offset));
      },
      rejected(offset, length, reason, excerpt) {
        const place = passTo(offset);
        const bytes = placeOf(offset + length) - place;
        toldBytes += bytes;
        const said = reason.replace(
          /\bat byte (\d+)$/,
          (_, at: string) => `at byte ${placeOf(Number(at))}`,
        );
        sink.rejected(place, bytes, said, excerptOf(utf16FromUtf8(wholeUtf8(excerpt), order)));
      },
      skipped(offset) {
        sink.skipped(passTo(offset));
      },
      placeOf: (offset) => sink.placeOf?.(placeOf(offset)) ?? placeOf(offset),
      ...(inEncoding && sink.setFormat
        ? { setFormat: (format) => sink.setFormat?.(inEncoding(format)) }
        : {}),
    };
  }

  return {
    get framingBytes() {
      return takenBytes - toldBytes;
    },
    get recordsSeen() {
      return inner.recordsSeen + ownRecords;
    },
    push(chunk, sink) {
      takenBytes += chunk.length;
      const bytes = rest.length > 0 ? concatBytes([rest, chunk]) : chunk;
      let at = 0;
      const turned = turning(sink);
      while (at < bytes.length) {
        let end = Math.min(bytes.length & ~1, at + UNITS_AT_A_TIME * 2);
        // A pair stays together.
        const high = order === 'le' ? (bytes[end - 1] ?? 0) : (bytes[end - 2] ?? 0);
        if (end > at && (high & 0xfc) === 0xd8) end -= 2;
        if (end <= at) break;
        const text = utf8FromUtf16(bytes.subarray(at, end), order);
        passing = concatBytes([passing, text]);
        inner.push(text, turned);
        at = end;
      }
      rest = new Uint8Array(bytes.subarray(at));
    },
    finish(sink) {
      const turned = turning(sink);
      const whole = rest.subarray(0, rest.length & ~1);
      if (whole.length > 0) {
        const text = utf8FromUtf16(whole, order);
        passing = concatBytes([passing, text]);
        inner.push(text, turned);
      }
      inner.finish(turned);
      if (rest.length > whole.length) {
        toldBytes += 1;
        ownRecords += 1;
        const last = rest.subarray(rest.length - 1);
        sink.rejected(takenBytes - 1, 1, 'the file ends within a character of UTF-16', last);
      }
    },
  };
}

/** Without the part of a character that an excerpt may end with. */
function wholeUtf8(bytes: Uint8Array): Uint8Array {
  let lead = bytes.length - 1;
  while (lead >= 0 && ((bytes[lead] ?? 0) & 0xc0) === 0x80) lead -= 1;
  const byte = bytes[lead] ?? 0;
  const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  return lead >= 0 && lead + length > bytes.length ? bytes.subarray(0, lead) : bytes;
}

/** Bytes looked at where no mark says what the text is. */
const LOOKED_AT = 4_096;

/**
 * Whether text is UTF-16: by its mark, or because every other byte is zero far too often for anything
 * else and hardly any of the others.
 */
export function utf16Order(head: Uint8Array): ByteOrder | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'be';
  const length = Math.min(head.length & ~1, LOOKED_AT);
  if (length < 8) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < length; at += 1) {
    if (head[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const often = length / 2 / 3;
  // Some characters have a zero in the other half, such as half of those beyond the basic plane.
  const isOrder = (zero: number, other: number): boolean => zero >= often && other * 8 <= zero;
  const order = isOrder(odd, even) ? 'le' : isOrder(even, odd) ? 'be' : undefined;
  return order !== undefined && isText(head.subarray(0, length), order) ? order : undefined;
}

function isText(bytes: Uint8Array, order: ByteOrder): boolean {
  return utf8FromUtf16(bytes, order).every(
    (byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  );
}
