import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonFramer } from '../../../../shared/formats/framing/json.ts';
import { parseJsonRecord } from '../../../../shared/normalise/json-record.ts';
import { textOf, utf8 } from '../../../../shared/base/bytes.ts';

interface Told {
  readonly records: readonly (readonly [offset: number, text: string])[];
  readonly rejections: readonly (readonly [offset: number, length: number, reason: string])[];
  readonly framing: number;
  readonly guessed: number;
}

function frame(text: string, chunkBytes: number, looksAhead: boolean): Told {
  const records: [number, string][] = [];
  const rejections: [number, number, string][] = [];
  let guessed = 0;
  const framer = createJsonFramer({ containerKeys: ['Records'] });
  const sink = {
    record: (bytes: Uint8Array, offset: number) => void records.push([offset, textOf(bytes)]),
    rejected: (offset: number, length: number, reason: string) =>
      void rejections.push([offset, length, reason]),
    skipped: () => undefined,
    ...(looksAhead && {
      tryRecord(bytes: Uint8Array, offset: number) {
        const parses = parseJsonRecord(bytes).ok;
        if (parses) records.push([offset, textOf(bytes)]);
        if (parses) guessed++;
        return parses;
      },
    }),
  };
  const bytes = utf8(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    framer.push(bytes.slice(at, at + chunkBytes), sink);
  }
  framer.finish(sink);
  return { records, rejections, framing: framer.framingBytes, guessed };
}

/** Values in which the seams between records come up again. */
const nasty = fc.constantFrom(
  '},{"id":1',
  '"},{"id":',
  '\\"},{"id":"',
  '}',
  '{',
  'é',
  '\u0000',
  '',
);
const inner = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    nasty,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ id: tie('value') }),
  ),
})).value;
const record = fc.record({ id: fc.integer(), text: nasty, more: inner });

describe('guessing the ends of records', () => {
  it('cuts nothing otherwise than scanning does, sound, damaged or cut off', () => {
    const damage = fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '}', '"', ',', '{"id":')));
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ', ', ',\n  '),
        fc.boolean(),
        fc.integer({ min: 1, max: 400 }),
        damage,
        (records, comma, wrapped, chunkBytes, damaged) => {
          const list = `[${records.map((each) => JSON.stringify(each)).join(comma)}]`;
          let text = wrapped ? `{"Records":${list}}` : list;
          if (damaged) {
            const at = damaged[0] % text.length;
            text = text.slice(0, at) + damaged[1] + text.slice(at + 1);
          }
          const { guessed: _guessed, ...ahead } = frame(text, chunkBytes, true);
          const { guessed: _none, ...scanned } = frame(text, chunkBytes, false);
          expect(ahead).toEqual(scanned);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds most records of a list that a program wrote', () => {
    const list = Array.from({ length: 100 }, (_, id) => ({ id, at: { id: 'x'.repeat(id % 7) } }));
    const text = JSON.stringify({ Records: list });
    expect(frame(text, text.length, true).guessed).toBeGreaterThan(90);
  });
});
