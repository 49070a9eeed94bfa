import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpenBatch } from '../../../electron/intake/batch.ts';
import { readUnit } from '../../../electron/intake/read-unit.ts';
import { sliceFormat } from '../../../electron/intake/slice-format.ts';
import { planUnits, sliceUnits, type Unit } from '../../../electron/intake/unit.ts';
import type { ExhibitFile } from '../../../electron/intake/walk.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('slices');
afterAll(() => folder.remove());

async function read(unit: Unit) {
  const records: { position: number; text: string }[] = [];
  const reading = readUnit(unit, { alone: true });
  let step = await reading.next();
  while (step.done !== true) {
    records.push(...recordsOf(step.value));
    step = await reading.next();
  }
  return { records, summary: step.value };
}

function recordsOf(batch: OpenBatch) {
  let from = 0;
  return Array.from(batch.lengths, (length, slot) => {
    const text = Buffer.from(batch.raw.subarray(from, from + length)).toString('latin1');
    from += length;
    return { position: batch.positions[slot] ?? -1, text };
  });
}

function fileOf(bytes: Buffer) {
  const path = join(folder.path, 'some.log');
  writeFileSync(path, bytes);
  return { path, name: 'some.log', bytes: bytes.length };
}

describe('slices of a file of lines', () => {
  it('hold together exactly what the whole file holds, wherever it is cut', async () => {
    const text = fc.array(fc.constantFrom('a', '{"a":1}', '', 'é', '\n', '\r\n', '\n\n', 'xyz\n'), {
      minLength: 1,
      maxLength: 60,
    });
    const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (parts, at) => {
        const bytes = Buffer.from(`x${parts.join('')}`);
        const file = fileOf(bytes);
        const format = 'plain-text';
        const whole = await read({
          parts: [{ file, slice: { fromByte: 0, toByte: bytes.length, format } }],
        });
        const ends = [...new Set([...at.map((cut) => cut % bytes.length), bytes.length])]
          .filter((end) => end > 0)
          .toSorted((a, b) => a - b);
        const records = [];
        const counts = { events: 0, rejected: 0, skipped: 0, framingBytes: 0 };
        let fromByte = 0;
        for (const toByte of ends) {
          const unit = { parts: [{ file, slice: { fromByte, toByte, format } }] };
          const { records: some, summary } = await read(unit);
          records.push(...some);
          for (const key of ['events', 'rejected', 'skipped', 'framingBytes'] as const) {
            counts[key] += summary[key];
          }
          fromByte = toByte;
        }
        expect(records).toEqual(whole.records);
        expect(whole.summary).toMatchObject(counts);
        for (const { position, text: record } of records) {
          expect(bytes.toString('latin1', position, position + record.length)).toBe(record);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are read as the whole file is recognised, and files that need their head are not cut', async () => {
    const options = { alone: true };
    const json = fileOf(Buffer.from('{"time":"2026-06-01T00:00:00Z","text":"a"}\n'.repeat(20)));
    expect(await sliceFormat(json, options)).toBe('json-lines');
    const table = fileOf(Buffer.from('time,user\n2026-06-01T00:00:00Z,alice\n'.repeat(9)));
    expect(await sliceFormat(table, options)).toBeUndefined();
    const once = fileOf(Buffer.from(`time,user\n${'2026-06-01T00:00:00Z,alice\n'.repeat(9)}`));
    expect(await sliceFormat(once, options)).toMatch(/^csv:/);
    const list = fileOf(Buffer.from('{"Records":[{"eventVersion":"1.08"}]}'));
    expect(await sliceFormat(list, options)).toBeUndefined();
  });
});

const FLOW = 'srcaddr dstaddr srcport dstport start\n';
const W3C = '#Version: 1.0\r\n#Fields: date time c-ip cs-method\r\n';
const ZEEK = '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n';
const TABLE = '\ufefftime,user,nöte\r\n';

describe('slices of a file below a header', () => {
  const headed: readonly (readonly [kind: string, head: string, lines: readonly string[]])[] = [
    ['vpc-flow', FLOW, ['192.0.2.1 192.0.2.2 1 2 1418530010\n', 'few\n', FLOW, '\n']],
    ['w3c-extended', W3C, ['2026-06-01 00:00:00 192.0.2.7 GET\n', '#Date: x\n', 'few\n', W3C]],
    ['zeek', ZEEK, ['1300475167.096535\tCx\n', '#close\tx\n', 'few\n', ZEEK]],
    ['csv', TABLE, ['2026-06-01T00:00:00Z,a,b\r\n', 'few\n', '\n', '2026-06-01T00:00:01Z,c,d\n']],
    ['syslog', '', ['Mar  5 04:01:31 web1 a[8]: text\n', '-- Reboot --\n', 'few\n']],
  ];

  it.each(headed)('of %s hold together what the whole file holds', async (kind, head, lines) => {
    const [record = ''] = lines;
    const text = fc.array(fc.constantFrom(...lines), { maxLength: 30 });
    const cuts = fc.array(fc.nat({ max: 900 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (parts, at) => {
        const bytes = Buffer.from(head + record.repeat(40) + parts.join(''));
        const file = fileOf(bytes);
        const format = await sliceFormat(file, { alone: true });
        expect(format?.startsWith(`${kind}:`)).toBe(true);
        const whole = await read({ parts: [{ file }] });
        const ends = [...new Set([...at.map((cut) => cut % bytes.length), bytes.length])];
        const records = [];
        const counts = { events: 0, rejected: 0, skipped: 0, framingBytes: 0 };
        let fromByte = 0;
        for (const toByte of ends.filter((end) => end > 0).toSorted((a, b) => a - b)) {
          const slice = { fromByte, toByte, format: format ?? '' };
          const { records: some, summary } = await read({ parts: [{ file, slice }] });
          records.push(...some);
          for (const key of ['events', 'rejected', 'skipped', 'framingBytes'] as const) {
            counts[key] += summary[key];
          }
          fromByte = toByte;
        }
        expect(records).toEqual(whole.records);
        expect(whole.summary).toMatchObject(counts);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    [
      'flows in another order',
      `${FLOW}192.0.2.1 192.0.2.2 1 2 3\n`.repeat(5),
      'dstaddr srcaddr start\n',
    ],
    ['other columns', `${W3C}2026-06-01 00:00:00 192.0.2.7 GET\n`, '#Fields: date time c-ip\n'],
    ['a log of another name', `${ZEEK}1300475167.096535\tCx\n`, ZEEK.replace('conn', 'dns')],
    ['a quoted cell', `${TABLE}2026-06-01T00:00:00Z,a,b\n`.repeat(2), '"2026\n",a,b\n'],
    ['days of directives', '#Fields: time c-ip\n10:00:00 192.0.2.7\n', ''],
  ])('are not made with %s in it', async (_, begin, rest) => {
    const text = begin.replaceAll(TABLE, '');
    const head = begin.startsWith(TABLE) ? TABLE : '';
    const file = fileOf(Buffer.from(head + text + rest));
    expect(await sliceFormat(file, { alone: true })).toBeUndefined();
  });
});

describe('the units of an exhibit', () => {
  const megabyte = 1024 * 1024;
  const file = (name: string, bytes: number) => ({ path: `/x/${name}`, name, bytes });
  const unitsOf = (files: readonly ExhibitFile[]) =>
    planUnits(files, new Map(), new Map(), (each) => each);

  it('are runs of small files, and big ones by themselves', () => {
    const files = [file('a', 10), file('b', 20), file('big', 40 * megabyte), file('c', 5)];
    const units = unitsOf(files);
    expect(units.map(({ parts }) => parts.map((part) => part.file.name))).toEqual([
      ['a', 'b'],
      ['big'],
      ['c'],
    ]);
  });

  it('take packed files for more than their size on disk', () => {
    const packed = Array.from({ length: 4 }, (_, n) => file(`${String(n)}.json.gz`, megabyte));
    expect(unitsOf(packed).map(({ parts }) => parts.length)).toEqual([1, 1, 1, 1]);
    const plain = packed.map((each) => ({ ...each, name: each.name.replace('.gz', '') }));
    expect(unitsOf(plain).map(({ parts }) => parts.length)).toEqual([4]);
  });

  it('cross to another thread with the paths of their files', () => {
    const placed = ({ name, bytes }: { name: string; bytes: number }) => file(name, bytes);
    const units = planUnits([{ name: 'a', bytes: 10 }], new Map(), new Map(), placed);
    expect(structuredClone(units)).toEqual([{ parts: [{ file: file('a', 10) }] }]);
  });

  it('cut a file without a gap and list it once', () => {
    const units = sliceUnits(file('big', 40 * megabyte), 'json-lines', 0, undefined);
    const ends = units.flatMap(({ parts }) => parts.map(({ slice }) => slice));
    expect(ends[0]?.fromByte).toBe(0);
    expect(ends.at(-1)?.toByte).toBe(40 * megabyte);
    for (const [index, slice] of ends.entries()) {
      if (index > 0) expect(slice?.fromByte).toBe(ends[index - 1]?.toByte);
    }
    expect(units.map((unit) => unit.listedAs)).toEqual([undefined, 'last', 'last']);
  });
});
