import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const ACCEPT =
  '2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';
const NODATA = '2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA';

describe('VPC Flow Logs', () => {
  it('are read in the order of the header, whatever that is', () => {
    const { ref, events, skipped } = read(
      'dstaddr srcaddr end vpc-id action\n10.0.0.2 10.0.0.1 1418530070 vpc-1 REJECT\n',
    );
    expect(ref).toBe('vpc-flow:dstaddr srcaddr end vpc-id action');
    expect(skipped).toBe(1);
    expect(events[0]).toMatchObject({
      time: { timeUs: 1418530070000000, precision: 's', text: '1418530070' },
      ecs: {
        'source.ip': '10.0.0.1',
        'destination.ip': '10.0.0.2',
        'event.action': 'reject',
        'event.outcome': 'failure',
      },
      logSource: { product: 'aws', service: 'vpcflow' },
      summary: 'reject 10.0.0.1 to 10.0.0.2',
    });
  });

  it('keep intervals without traffic, and a dash is no value', () => {
    const { events, rejected } = read(
      `${HEADER}\n${NODATA}\n${NODATA.replace('NODATA', 'SKIPDATA')}\n`,
    );
    expect(rejected).toEqual([]);
    expect(events[0]?.ecs).toEqual({
      'event.action': 'nodata',
      'event.provider': 'vpcflow',
      'cloud.account.id': '123456789010',
    });
    expect(events[0]?.fields['srcaddr']).toBeNull();
    expect(events.map((event) => event.summary)).toEqual([
      'no traffic at eni-1235b8ca',
      'records skipped at eni-1235b8ca',
    ]);
  });

  it('are known without a header, and with the time that an export puts in front', () => {
    expect(read(`${ACCEPT}\n${NODATA}\n`).events[0]?.fields['dstport']).toBe(22);
    const exported = read(`2014-12-14T04:07:50.000Z ${ACCEPT}\n`);
    expect(exported.ref).toBe(`vpc-flow:delivery-time ${HEADER}`);
    expect(exported.events[0]?.time.timeUs).toBe(1418530010000000);
  });

  it('stay undated where the order has no time in it', () => {
    expect(
      read('srcaddr dstaddr tcp-flags\n10.0.0.2 10.0.0.1 2\n').events[0]?.time.timeUs,
    ).toBeNull();
  });

  it('take the headers of joined files for framing, and read on below other columns', () => {
    const other = 'interface-id srcaddr dstaddr\neni-1 10.0.0.1 10.0.0.2';
    const { ref, events, records, rejected, skipped } = read(
      `${HEADER}\n${ACCEPT}\n${HEADER}\n${ACCEPT}\n${other}\nnone\n${HEADER}\n${ACCEPT}\n`,
    );
    expect(ref).toBe(`vpc-flow:${HEADER} | interface-id srcaddr dstaddr`);
    expect(events).toHaveLength(4);
    expect(events[2]?.fields).toEqual({
      'interface-id': 'eni-1',
      srcaddr: '10.0.0.1',
      dstaddr: '10.0.0.2',
    });
    expect(skipped).toBe(4);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      '1 fields where the header names 14 or 3',
    ]);
    const again = formatById(ref)?.normalise(utf8(records[2] ?? ''), { zone: 'UTC' });
    expect(again).toEqual({ ok: true, value: events[2] });
  });

  it('tell two orders of as many columns by their values, and reject what could be either', () => {
    const { events, rejected } = read(
      'srcaddr dstaddr action\n10.0.0.1 10.0.0.2 ACCEPT\naction dstaddr srcaddr\nREJECT 10.0.0.3 10.0.0.4\ndstaddr srcaddr action\n10.0.0.5 10.0.0.6 ACCEPT\n',
    );
    expect(events.map(({ ecs }) => ecs['source.ip'])).toEqual(['10.0.0.1', '10.0.0.4']);
    expect(rejected).toHaveLength(1);
  });

  it('are known by a header that names ports and amounts alone', () => {
    const text = 'srcport dstport protocol bytes action\n443 50000 6 100 ACCEPT\n- - - - -\n';
    const { ref, events, rejected, skipped } = read(text);
    expect(ref).toBe('vpc-flow:srcport dstport protocol bytes action');
    expect([events.length, rejected.length, skipped]).toEqual([2, 0, 1]);
    expect(events[0]?.ecs['event.action']).toBe('accept');
  });

  it('reject lines that cannot be flows, with their place', () => {
    const { rejected } = read(
      `${HEADER}\n${ACCEPT} more\n${ACCEPT.replace('172.31.16.21', 'host')}\n${ACCEPT.replace(' 22 ', ' ssh ')}\n`,
    );
    const first = HEADER.length + 1;
    expect(rejected).toEqual([
      [first, '15 fields where the header names 14'],
      [first + ACCEPT.length + 6, 'dstaddr is no address'],
      [rejected[2]?.[0], 'dstport is no number'],
    ]);
  });

  it('refuse a layout that names a column twice', () => {
    expect(formatById('vpc-flow:srcaddr srcaddr')).toBeUndefined();
    expect(formatById('vpc-flow:')).toBeUndefined();
  });

  it('account for every byte, however they arrive', () => {
    const line = fc.oneof(
      fc.constantFrom(HEADER, ACCEPT, NODATA, '', 'srcaddr dstaddr'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
        const text = `${HEADER}\n${lines.join('\n')}`;
        const whole = read(text, { format: 'vpc-flow' });
        expect(whole.accounted).toBe(utf8(text).length);
        expect(read(text, { format: 'vpc-flow', cuts })).toEqual(whole);
      }),
    );
  });
});

const SAMPLES = '../shared/fixtures/aws-docs/vpc-flow';
describe.skipIf(!existsSync(SAMPLES))('the VPC Flow Logs of the documentation', () => {
  it.each([
    ['default-v2.log', 7, 7],
    ['custom-1.log', 8, 8],
    ['custom-2.log', 6, 0],
    ['custom-3.log', 4, 0],
    ['custom-4.log', 2, 2],
  ])('%s is read in full', (name, count, dated) => {
    const { ref, events, rejected } = read(readFileSync(`${SAMPLES}/${name}`));
    expect(ref).toMatch(/^vpc-flow:/);
    expect(rejected).toEqual([]);
    expect(events).toHaveLength(count);
    expect(events.filter((event) => event.time.timeUs !== null)).toHaveLength(dated);
    expect(
      events.every(
        (event) => event.ecs['source.ip'] !== undefined || event.fields['log-status'] !== 'OK',
      ),
    ).toBe(true);
  });
});
