// What holds for every format, whatever is done to the bytes: each record is one of event, rejection
// and skipped; no byte is lost or told twice; and a record is the bytes of the file at its place, or
// lines of it from there on.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Framer, FrameSink } from '../../../shared/formats/framing/frame-sink.ts';
import { createJsonFramer } from '../../../shared/formats/framing/json.ts';
import { createLineFramer } from '../../../shared/formats/framing/lines.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import {
  CONTAINER_KEYS,
  formatById,
  formatFor,
  recogniseFormat,
} from '../../../shared/formats/registry.ts';
import { sampleOfText } from '../../../shared/formats/sample.ts';
import { SAMPLES } from './samples.ts';

const OPTIONS = { zone: 'UTC' } as const;
const CHANGED = { changedOn: '2026-03-06' } as const;

interface Cutter {
  readonly format: LogFormat;
  createFramer(maxRecordBytes: number): Framer;
}

function cutterOf(bytes: Uint8Array): Cutter {
  const sample = sampleOfText(bytes, true, CONTAINER_KEYS);
  const found = recogniseFormat(sample, true);
  if (!found) throw new Error('The sample is not recognised.');
  const format = formatById(formatFor(found.format, sample, CHANGED).ref);
  if (!format) throw new Error('The format is not found again.');
  return {
    format,
    createFramer: (maxRecordBytes) =>
      format.createFramer?.({ maxRecordBytes }) ??
      (sample.framing === 'json'
        ? createJsonFramer({ maxRecordBytes, containerKeys: format.containerKeys })
        : createLineFramer({ maxRecordBytes })),
  };
}

/** Formats whose records are lines that may stand apart. */
const GATHERED = /^(?:auditd|container-log|syslog:\S+ audit)/;

/** With their ends. */
function linesOf(record: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = record.indexOf(0x0a); end >= 0; end = record.indexOf(0x0a, start)) {
    lines.push(record.subarray(start, end + 1));
    start = end + 1;
  }
  return start < record.length ? [...lines, record.subarray(start)] : lines;
}

interface Part {
  readonly at: number;
  readonly length: number;
}

function checkAll(
  { format, createFramer }: Cutter,
  bytes: Uint8Array,
  limit: number,
  cuts: readonly number[],
): string {
  const framer = createFramer(limit);
  let reading = format;
  const parts: Part[] = [];
  let events = 0;
  let rejected = 0;
  let skipped = 0;
  let told = '';
  const sink: FrameSink = {
    record(record, at) {
      for (const line of GATHERED.test(format.ref) ? linesOf(record) : [record]) {
        const found = line === record ? at : placeOf(line, at);
        expect(Buffer.from(line).equals(Buffer.from(bytes.slice(found, found + line.length)))).toBe(
          true,
        );
        parts.push({ at: found, length: line.length });
      }
      const event = reading.normalise(record, OPTIONS);
      if (event.ok) {
        events += 1;
        // Read again later, it gives the same.
        expect(reading.normalise(new Uint8Array(record), OPTIONS)).toEqual(event);
      } else {
        expect(event.error).not.toBe('');
        rejected += 1;
      }
      told += `${event.ok ? 'event' : event.error} ${at} ${record.length}\n`;
    },
    rejected(at, length, reason, excerpt) {
      expect(reason).not.toBe('');
      expect(at + length).toBeLessThanOrEqual(bytes.length);
      const shown = bytes.slice(at, at + Math.min(length, excerpt.length));
      if (length > 0) expect(Buffer.from(excerpt).equals(Buffer.from(shown))).toBe(true);
      parts.push({ at, length });
      rejected += 1;
      told += `${reason} ${at} ${length}\n`;
    },
    skipped() {
      skipped += 1;
    },
    setFormat(next) {
      const again = formatById(next.ref);
      if (!again) throw new Error('The format is not found again.');
      reading = again;
    },
  };
  /** Where a line of a record stands that no record has had yet. */
  function placeOf(line: Uint8Array, from: number): number {
    const isTaken = (at: number) =>
      parts.some((part) => part.at < at + line.length && at < part.at + part.length);
    const isWhole = (at: number) =>
      (at === from || bytes[at - 1] === 0x0a) &&
      (line.at(-1) === 0x0a || [undefined, 0x0a, 0x0d].includes(bytes[at + line.length]));
    let at = Buffer.from(bytes).indexOf(line, from);
    while (at >= 0 && (isTaken(at) || !isWhole(at))) at = Buffer.from(bytes).indexOf(line, at + 1);
    return at;
  }

  let start = 0;
  for (const cut of [
    ...cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ]) {
    framer.push(bytes.slice(start, cut), sink);
    start = cut;
  }
  framer.finish(sink);
  expect(framer.recordsSeen).toBe(events + rejected + skipped);
  const inParts = parts.reduce((sum, part) => sum + part.length, 0);
  expect(inParts + framer.framingBytes).toBe(bytes.length);
  // None over another, and in the order of the file where records are not gathered.
  let end = 0;
  const inOrder = GATHERED.test(format.ref) ? parts.toSorted((a, b) => a.at - b.at) : parts;
  for (const part of inOrder) {
    expect(part.at).toBeGreaterThanOrEqual(end);
    end = part.at + part.length;
  }
  return `${told}${skipped} ${framer.framingBytes}`;
}

const damage = fc.oneof(
  fc.record({
    kind: fc.constant('cut' as const),
    at: fc.nat(),
    length: fc.nat(40),
    bytes: fc.constant(new Uint8Array(0)),
  }),
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(),
    length: fc.constant(1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    length: fc.constant(0),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          '\n',
          '"',
          '\r\n\n',
          '{',
          '}',
          ']',
          '\\',
          ',',
          '#',
          '\0',
          '\n\n__CURSOR=x\n',
          '99 ',
        )
        .map((text) => new TextEncoder().encode(text)),
    ),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    at: fc.nat(),
    length: fc.constant(0),
    bytes: fc.constant(new Uint8Array(0)),
  }),
);

function damaged(
  bytes: Uint8Array,
  harm: { kind: string; at: number; length: number; bytes: Uint8Array },
): Uint8Array {
  const at = harm.at % (bytes.length + 1);
  if (harm.kind === 'end') return bytes.slice(0, at);
  const rest = bytes.slice(Math.min(bytes.length, at + harm.length));
  return new Uint8Array([...bytes.slice(0, at), ...harm.bytes, ...rest]);
}

describe.each(SAMPLES)('%s', (name, bytes) => {
  const cutter = cutterOf(bytes);

  it('is recognised as what it is', () => {
    expect(cutter.format.id).toBe(name.split(' ')[0]);
  });

  it('gives events alone where nothing is damaged', () => {
    const told = checkAll(cutter, bytes, 100_000, []);
    expect(told.split('\n').filter((line) => line.startsWith('event')).length).toBeGreaterThan(1);
    expect(
      told
        .split('\n')
        .slice(0, -1)
        .every((line) => line.startsWith('event')),
    ).toBe(true);
  });

  it('loses no byte and no record, whatever is damaged and however it arrives', () => {
    fc.assert(
      fc.property(
        fc.array(damage, { maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.constantFrom(100_000, 300, 60),
        (harms, cuts, limit) => {
          const input = harms.reduce((before, harm) => damaged(before, harm), bytes);
          const told = checkAll(cutter, input, limit, cuts);
          expect(checkAll(cutter, input, limit, [])).toBe(told);
        },
      ),
      { numRuns: Number(process.env['SEALWATCH_RUNS'] ?? 150) },
    );
  });
});
