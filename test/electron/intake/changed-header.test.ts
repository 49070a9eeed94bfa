import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

const BEFORE =
  '#Fields: date time c-ip cs-method\n' + '2026-03-05 10:00:00 192.0.2.7 GET\n'.repeat(9_000);
const BEHIND =
  '#Fields: date time s-ip cs-method c-ip sc-status\n2026-03-05 11:00:00 192.0.2.1 PUT 192.0.2.8 500\n';
const TEXT = BEFORE + BEHIND + '2026-03-05 11:00:00 few\n' + BEFORE;

describe('a log whose header names other columns far down', () => {
  it.each([
    ['as it is', (text: string) => utf8(text)],
    ['packed', (text: string) => gzipSync(text)],
  ])('is listed with both orders, by which each stored record is read: %s', async (_, pack) => {
    // Farther down than what is looked at to recognise a file.
    expect(BEFORE.length).toBeGreaterThan(256 * 1024);
    const path = put('u_ex.log', pack(TEXT));
    const { events, rejections, files, summary } = await gather(path);
    expect(events).toHaveLength(18_001);
    expect(rejections.map(({ position, reason }) => [position, reason])).toEqual([
      [BEFORE.length + BEHIND.length, 'not as many values as #Fields names: 4 or 6'],
    ]);
    const ref =
      'w3c-extended:space: date time c-ip cs-method | space: date time s-ip cs-method c-ip sc-status';
    expect(files.map(({ format }) => format)).toEqual([ref]);
    const changed = events.find(({ ecs }) => ecs['event.action'] === 'PUT');
    expect(changed?.ecs).toMatchObject({ 'source.ip': '192.0.2.8', 'event.outcome': 'failure' });
    const again = formatById(ref)?.normalise(changed?.bytes ?? utf8(''), { zone: 'UTC' });
    expect(again?.ok === true && again.value.ecs).toEqual(changed?.ecs);
    const told = events.reduce((sum, { bytes }) => sum + bytes.length, summary.framingBytes);
    expect(told + '2026-03-05 11:00:00 few'.length).toBe(TEXT.length);
  });

  it('is read so in UTF-16 as well', async () => {
    const content = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
    const path = put('u_ex.log', content);
    const { events, files } = await gather(path);
    expect(events).toHaveLength(18_001);
    expect(files[0]?.format).toMatch(/^utf-16le:w3c-extended:.* \| /);
    for (const { bytes, position } of events.slice(8_990, 9_010)) {
      expect(content.subarray(position, position + bytes.length)).toEqual(Buffer.from(bytes));
    }
  });
});
