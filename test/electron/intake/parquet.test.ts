// Parquet files, written by another program than the one that reads them here.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatById } from '../../../shared/formats/registry.ts';
import { failureOf, gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const given = givenFiles();
const { put } = given;

const SAMPLES = fileURLToPath(new URL('../../fixtures/parquet/', import.meta.url));
const CODECS = ['uncompressed', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4_raw'];
/** As the samples were written: 50 rows in groups of 20. */
const ROWS = 50;

function sample(name: string): Uint8Array {
  return readFileSync(join(SAMPLES, name));
}

describe('flow logs as Parquet', () => {
  it.each(CODECS)('are read row by row, packed as %s', async (codec) => {
    const path = join(SAMPLES, `flow-${codec}.parquet`);
    const { events, rejections, summary } = await gather(path);
    expect(rejections).toEqual([]);
    expect(summary).toMatchObject({ format: 'vpc-flow', records: ROWS });
    expect(events.map((event) => event.position)).toEqual(
      Array.from({ length: ROWS }, (_, index) => index + 1),
    );
    // An integer beyond what JavaScript's numbers keep, exactly.
    expect(events[1]?.raw).toBe(
      '{"version":2,"account_id":"123456789010","interface_id":"eni-1","srcaddr":"192.0.2.1","dstaddr":"198.51.100.9","srcport":1001,"dstport":443,"protocol":6,"packets":1,"bytes":9007199254740993,"start":1772683292,"end":1772683352,"action":"ACCEPT","log_status":"OK"}',
    );
    expect(events[1]).toMatchObject({
      timeUs: 1772683292000000,
      ecs: {
        'event.action': 'accept',
        'event.outcome': 'success',
        'source.ip': '192.0.2.1',
        'destination.ip': '198.51.100.9',
        'cloud.account.id': '123456789010',
      },
    });
    expect(events[0]?.ecs['source.ip']).toBeUndefined();
  });

  it('take account and region from the folders that a data lake lies in', async () => {
    const name =
      'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=03/day=05/x.log.parquet';
    put(name, sample('flow-snappy.parquet'));
    const { events, files } = await gather(given.folder);
    expect(events[0]?.ecs['cloud.region']).toBe('eu-west-1');
    const ref = files[0]?.format ?? '';
    expect(ref).toBe('vpc-flow:rows account-id=123456789012 region=eu-west-1');
    const again = formatById(ref)?.normalise(Buffer.from(events[0]?.raw ?? ''), { zone: 'UTC' });
    expect(again?.ok && again.value.ecs['cloud.region']).toBe('eu-west-1');
  });

  it('are read inside an archive', async () => {
    const path = put('x.parquet.gz', gzipSync(sample('flow-zstd.parquet')));
    const { events, rejections } = await gather(path);
    expect([events.length, rejections.length]).toEqual([ROWS, 0]);
  });
});

describe('values of Parquet', () => {
  it('are kept exactly, in the order of their columns', async () => {
    const { events } = await gather(join(SAMPLES, 'types.parquet'));
    expect(events.map((event) => event.raw)).toEqual([
      '{"text":"a","raw":{"$blob":"0102ff"},"flag":true,"u64":18446744073709551615,"u32":4294967295,"i64":-9007199254740993,"f64":0.1,"f32":0.5,"day":"2026-03-05","ms":"2026-03-05T04:01:31.123Z","us":"2026-03-05T04:01:31.123456Z","ns":"2026-03-05T04:01:31.123456789","clock":"23:59:59.999999","list":["x",null],"lists":[[1,2],[]],"struct":{"a":1,"b":{"c":"d"}},"structs":[{"a":1},null,{"a":null}],"map":{"k":"v","l":null},"dec":12.345}',
      '{"text":"ü\\"\\n","raw":"AB","flag":false,"u64":0,"u32":0,"i64":1,"f64":3.0,"f32":NaN,"day":"1969-12-31","ms":"1969-12-31T23:59:59.999Z","us":"1969-12-31T23:59:59.999999Z","ns":"1969-12-31T23:59:59.999999999","clock":"00:00:00.000001","list":[],"lists":[null,[3]],"struct":{"a":null,"b":null},"structs":[],"map":{},"dec":-0.001}',
      '{"text":null,"raw":null,"flag":null,"u64":null,"u32":null,"i64":null,"f64":null,"f32":null,"day":null,"ms":null,"us":"1970-01-01T00:00:00.000000Z","ns":"1970-01-01T00:00:00.000000000","clock":"00:00:00.000000","list":null,"lists":null,"struct":null,"structs":null,"map":null,"dec":"18446744073709551.616"}',
    ]);
  });
});

describe('a damaged Parquet file', () => {
  it('is refused by name where its footer is gone', async () => {
    const whole = sample('flow-snappy.parquet');
    const cut = put('cut.parquet', whole.subarray(0, whole.length - 20));
    expect(await failureOf(cut)).toEqual({
      code: 'file.unreadable',
      message:
        'cut.parquet: it is cut off or damaged: a Parquet file ends in PAR1, this one does not.',
    });
    const short = put('short.parquet', Buffer.from('PAR1PAR1'));
    expect((await failureOf(short)).message).toContain('too short for a Parquet file');
    const lying = Buffer.from(whole);
    lying.writeUInt32LE(0x7fffffff, lying.length - 8);
    expect((await failureOf(put('lying.parquet', lying))).message).toContain(
      'footer is said to be longer than the file',
    );
    const encrypted = Buffer.from(whole);
    encrypted.write('PARE', encrypted.length - 4, 'latin1');
    expect((await failureOf(put('e.parquet', encrypted))).message).toContain('encrypted');
  });

  it('loses the rows of the damaged group alone, and says which', async () => {
    const bytes = Buffer.from(sample('flow-zstd.parquet'));
    // Within the first column chunk of the first group.
    bytes.fill(0xff, 8, 60);
    const { events, rejections } = await gather(put('x.parquet', bytes));
    expect(events.map((event) => event.position)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 21),
    );
    expect(rejections).toHaveLength(1);
    expect(rejections[0]?.position).toBe(1);
    expect(rejections[0]?.reason).toMatch(
      /^row group 1: rows 1 to 20 cannot be read: column version /,
    );
  });

  it('never ends in anything but events, rejections or a reason', async () => {
    const whole = sample('types.parquet');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (harms) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of harms) bytes[4 + (at % (bytes.length - 8))] = byte;
          const path = put('x.parquet', bytes);
          try {
            const { events, rejections, summary } = await gather(path);
            expect(summary.records).toBe(events.length + rejections.length);
          } catch (error) {
            expect(error).toHaveProperty(
              'failure.message',
              expect.stringMatching(/^x\.parquet: .+\.$/),
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('is listed in a folder, and the rest is read', async () => {
    put('a.parquet', sample('flow-snappy.parquet').subarray(0, 3_000));
    copyFileSync(join(SAMPLES, 'flow-gzip.parquet'), join(given.folder, 'b.parquet'));
    const { events, rejections } = await gather(given.folder);
    expect(events).toHaveLength(ROWS);
    expect(rejections.map((one) => one.file)).toEqual(['a.parquet']);
  });
});
