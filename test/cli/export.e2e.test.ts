// The command that hands events, alerts and rejected records to other systems.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaErrors } from '../electron/cli/schema-check.ts';
import { cli, FIXTURES, HAS_FIXTURES, linesOf } from './spawn-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** More than a page. */
const EVENTS = 1_205;

describe('export of events', () => {
  beforeAll(async () => {
    const lines = Array.from({ length: EVENTS }, (_, index) =>
      JSON.stringify({
        time: '2026-06-01T00:00:00Z',
        user: index === 0 ? '=HYPERLINK("http://x")' : 'alice',
        src_ip: index === 1 ? '2001:db8::7' : '192.0.2.7',
        action: 'a|b',
        message: `line ${index}\nnext=1`,
      }),
    );
    writeFileSync(join(folder, 'a.jsonl'), `${lines.join('\n')}\n@bad\n`);
    const { code, stderr } = await cli(folder, 'import', 'a.jsonl', '--case', 'a.sealwatch');
    expect([code, stderr]).toEqual([0, '']);
  }, 60_000);

  it('as JSON lines prints every one, as search does', async () => {
    const events = linesOf(await cli(folder, 'export', '--case', 'a.sealwatch', '--as', 'ndjson'));
    expect(events).toHaveLength(EVENTS);
    expect(schemaErrors('event', events[0])).toEqual([]);
    const some = await cli(
      folder,
      'export',
      'user:alice',
      '--case',
      'a.sealwatch',
      '--as',
      'ndjson',
    );
    expect(linesOf(some)).toHaveLength(EVENTS - 1);
  }, 60_000);

  it('as CSV has a header, and no cell that a spreadsheet would run', async () => {
    const { stdout } = await cli(folder, 'export', '--case', 'a.sealwatch', '--as', 'csv');
    const [header = '', first = ''] = stdout.split('\n');
    expect(header).toMatch(/^id,exhibit,source,position,time,.*user\.name,.*raw$/);
    expect(first).toContain(`,"'=HYPERLINK(""http://x"")",`);
    expect(stdout.match(/^\d+,E01,/gm)).toHaveLength(EVENTS);
  }, 60_000);

  it('as CEF escapes what divides its parts', async () => {
    const { stdout } = await cli(
      folder,
      'export',
      '--case',
      'a.sealwatch',
      '--as',
      'cef',
      '--what',
      'events',
    );
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(EVENTS);
    expect(lines[0]).toMatch(
      /^CEF:0\|Sealwatch\|Sealwatch\|[^|]+\|a\\\|b\|line 0 next=1\|1\|externalId=1 rt=1780272000000 /,
    );
    expect(lines[0]).toContain('suser=\\=HYPERLINK("http://x")');
    expect(lines[0]).toContain(' src=192.0.2.7 ');
    expect(lines[1]).toContain(' c6a2Label=Source IPv6 Address c6a2=2001:db8::7 ');
  }, 60_000);

  it('of rejected records names file, place and reason', async () => {
    const given = ['export', '--case', 'a.sealwatch', '--rejections'] as const;
    const [line, ...more] = linesOf(await cli(folder, ...given, '--as', 'ndjson'));
    expect(schemaErrors('rejection-line', line)).toEqual([]);
    expect([line, more]).toEqual([
      expect.objectContaining({ exhibit: 'E01', file: 'a.jsonl', excerpt: '@bad' }),
      [],
    ]);
    const table = await cli(folder, ...given, '--source', 'e01', '--as', 'csv');
    expect(table.stdout).toMatch(
      /^exhibit,source,file,position,reason,excerpt\nE01,a\.jsonl,a\.jsonl,\d+,.+,'@bad\n$/,
    );
    expect((await cli(folder, ...given, '--source', 'E02', '--as', 'csv')).code).toBe(3);
  }, 60_000);

  it.each([
    [['--as', 'xml']],
    [[]],
    [['--as', 'ocsf', 'user:x']],
    [['--as', 'asff', '--account', '12']],
    [['--as', 'cef', '--rejections']],
    [['--as', 'csv', '--source', 'E01']],
  ])(
    'is refused with %j',
    async (args) => {
      const { code, stderr, stdout } = await cli(
        folder,
        'export',
        '--case',
        'a.sealwatch',
        ...args,
      );
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
    60_000,
  );
});

describe.skipIf(!HAS_FIXTURES)('export of alerts', () => {
  beforeAll(async () => {
    const log = join(FIXTURES, 'secure-log', 'clean.db');
    const { code } = await cli(folder, 'review', log, '--case', 'b.sealwatch', '--json');
    expect(code).toBe(0);
  }, 120_000);

  const run = (...args: readonly string[]) =>
    cli(folder, 'export', '--case', 'b.sealwatch', ...args);

  it('fits OCSF and ASFF, one finding for every alert', async () => {
    const alerts = linesOf(await run('--as', 'ndjson', '--what', 'alerts'));
    expect(alerts.length).toBeGreaterThan(5);
    for (const alert of alerts) expect(schemaErrors('alert', alert)).toEqual([]);
    const ocsf = linesOf(await run('--as', 'ocsf'));
    const asff = linesOf(
      await run('--as', 'asff', '--account', '123456789012', '--region', 'eu-west-1'),
    );
    expect([ocsf.length, asff.length]).toEqual([alerts.length, alerts.length]);
    for (const finding of ocsf) expect(schemaErrors('export-ocsf', finding)).toEqual([]);
    for (const finding of asff) expect(schemaErrors('export-asff', finding)).toEqual([]);
    const cef = await run('--as', 'cef');
    expect(cef.stdout.trim().split('\n')).toHaveLength(alerts.length);
    expect(cef.stdout).toMatch(
      /^CEF:0\|Sealwatch\|Sealwatch\|[^|]+\|[^|]+\|[^|]+\|\d+\|externalId=/,
    );
    const csv = await run('--as', 'csv', '--what', 'alerts');
    expect(csv.stdout).toMatch(/^id,rule,title,severity,/);
  }, 120_000);

  it('as ASFF prints nothing rather than a part, where no account is known', async () => {
    const { code, stdout, stderr } = await run('--as', 'asff');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('give --account');
  }, 60_000);
});
