// Logs of which a line is not all there is to know: a header above, an open quote, records of several
// lines, the year. What is added to them is read as it would have been with all of the file.

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('grown');
afterAll(() => folder.remove());

let place = '';
let count = 0;
beforeEach(() => {
  place = join(folder.path, String(++count));
  mkdirSync(place);
});

const DAY = new Date('2026-03-05T12:00:00Z');

/** Opens the file as it stands after each part of it was written; what the case holds in the end. */
async function openedAfter(parts: readonly (string | Buffer)[], days: readonly Date[] = []) {
  const at = join(place, `in ${String(parts.length)}`);
  mkdirSync(at);
  const log = join(at, 'some.log');
  const { app, client } = await openApp(at, { caseFile: join(at, 'case.sealwatch') });
  const answers = [];
  let content = Buffer.alloc(0);
  for (const [index, part] of parts.entries()) {
    content = Buffer.concat([content, Buffer.from(part)]);
    writeFileSync(log, content);
    const day = days[index] ?? DAY;
    utimesSync(log, day, day);
    const answer = await client.call('evidence.import', { files: [app.mintToken(log)] });
    assert(answer.ok, answer.ok ? '' : answer.error.message);
    answers.push(...answer.value.sources);
  }
  const found = await client.call('events.page', {
    query: '',
    fromUs: null,
    toUs: null,
    cursor: null,
    limit: 1_000,
    descending: false,
  });
  assert(found.ok, 'events are listed');
  const details = await client.call('events.details', {
    ids: found.value.rows.map(({ id }) => id),
  });
  assert(details.ok, 'events are there');
  await app.close();
  const last = answers.at(-1)?.source;
  return {
    exhibits: answers.map(({ source }) => source.exhibit),
    totals: [last?.events, last?.rejected, last?.files],
    events: details.value.events
      .map(({ position, timeUs, timeText, fields, raw }) => ({
        position,
        timeUs,
        timeText,
        fields,
        raw,
      }))
      .toSorted((a, b) => a.position - b.position),
  };
}

async function expectSame(parts: readonly (string | Buffer)[]): Promise<void> {
  const whole = await openedAfter([Buffer.concat(parts.map((part) => Buffer.from(part)))]);
  const grown = await openedAfter(parts);
  expect(whole.events.length).toBeGreaterThan(2);
  expect(grown.exhibits).toEqual(parts.map(() => 'E01'));
  expect(grown.totals).toEqual(whole.totals);
  expect(grown.events).toEqual(whole.events);
}

const FLOW = 'version account-id interface-id srcaddr dstaddr start end action log-status\n';
const flow = (n: number): string =>
  `5 123456789012 eni-0a 10.0.0.${String(n)} 10.0.1.1 17${String(72_600_000 + n)} 17${String(72_600_060 + n)} ACCEPT OK\n`;

describe('a log that grew', () => {
  it('is read below the header of flows', async () => {
    await expectSame([FLOW + flow(1) + flow(2), flow(3), flow(4) + flow(5)]);
  });

  it('may be joined with flows below another header', async () => {
    const other = 'version srcaddr dstaddr start end action\n';
    await expectSame([
      FLOW + flow(1) + flow(2),
      `${other}3 10.9.9.1 10.9.9.2 1772600100 1772600110 REJECT\n`,
      '3 10.9.9.3 10.9.9.4 1772600120 1772600130 REJECT\n',
    ]);
  });

  it('is a table, with line ends inside of its quotes', async () => {
    await expectSame([
      'time,user,note\n2026-03-05T10:00:00Z,ann,"one\ntwo"\n2026-03-05T10:00:01Z,bob,three\n',
      '2026-03-05T10:00:02Z,eve,"four\n\nfive"\n',
      'time,user,note\n2026-03-05T10:00:03Z,ann,six\n',
    ]);
  });

  it('is below #Fields, and other columns come', async () => {
    await expectSame([
      '#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-03-05 10:00:00 10.0.0.1 GET /a 200\n2026-03-05 10:00:01 10.0.0.1 GET /b 200\n',
      '2026-03-05 10:00:02 10.0.0.2 GET /c 404\n',
      '#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n2026-03-05 10:00:03 10.0.0.2 GET /c 404 12\n',
      '2026-03-05 10:00:04 10.0.0.2 GET /d 404 13\n',
    ]);
  });

  it('has its day from #Date, and passes midnight', async () => {
    await expectSame([
      '#Version: 1.0\n#Date: 2026-03-04 23:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n23:10:00 10.0.0.1 GET /a 200\n23:59:59 10.0.0.1 GET /b 200\n',
      '00:00:02 10.0.0.2 GET /c 404\n',
      '23:00:02 10.0.0.2 GET /c 404\n00:00:05 10.0.0.2 GET /c 404\n',
      '#Date: 2026-03-09 11:00:00\n11:00:05 10.0.0.2 GET /c 404\n',
    ]);
  });

  it('is of Zeek', async () => {
    const head =
      '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\n#types\ttime\tstring\taddr\taddr\tenum\n';
    const row = (n: number): string =>
      `17726000${String(n)}.000001\tC${String(n)}\t10.0.0.1\t10.0.0.2\ttcp\n`;
    await expectSame([head + row(10) + row(11), row(12), row(13) + row(14)]);
  });

  it('is syslog, of one message a line', async () => {
    const line = (n: number): string =>
      `Mar  5 10:00:0${String(n)} web sshd[12]: Accepted password for ann from 10.0.0.${String(n)} port 4${String(n)} ssh2\n`;
    await expectSame([line(1) + line(2), line(3), line(4) + line(5)]);
  });

  it('is octet-counted, without line ends', async () => {
    const message = (n: number): string => {
      const text = `<34>1 2026-03-05T10:00:0${String(n)}.5Z web su - ID47 - user ${String(n)} failed`;
      return `${String(text.length)} ${text}`;
    };
    await expectSame([message(1) + message(2), message(3), message(4)]);
  });

  it('is of the audit system, in events of several lines', async () => {
    const event = (n: number): string =>
      `type=SYSCALL msg=audit(177270480${String(n)}.123:${String(n)}): arch=c000003e syscall=59 success=yes exit=0 auid=1000 uid=0 comm="id" exe="/usr/bin/id" key="x"\n` +
      `type=PROCTITLE msg=audit(177270480${String(n)}.123:${String(n)}): proctitle=6964002D75\n`;
    await expectSame([event(1) + event(2), event(3), event(4) + event(5)]);
  });

  it('is a journal export', async () => {
    const entry = (n: number): Buffer =>
      Buffer.concat([
        Buffer.from(
          `__REALTIME_TIMESTAMP=177270480000000${String(n)}\n_HOSTNAME=web\nSYSLOG_IDENTIFIER=su\nMESSAGE\n`,
        ),
        Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from(`a\n${String(n)}\n\n`),
      ]);
    await expectSame([Buffer.concat([entry(1), entry(2)]), entry(3), entry(4)]);
  });

  it('holds JSON values over several lines', async () => {
    const value = (n: number): string =>
      `${JSON.stringify({ time: `2026-03-05T10:00:0${String(n)}Z`, user: 'ann', n }, null, 2)}\n`;
    await expectSame([value(1) + value(2), value(3), value(4) + value(5)]);
  });

  it('is in UTF-16', async () => {
    const text = (value: string): Buffer => Buffer.from(value, 'utf16le');
    await expectSame([
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        text('time,user\n2026-03-05T10:00:00Z,ann\n2026-03-05T10:00:01Z,bö\n'),
      ]),
      text('2026-03-05T10:00:02Z,eve\n'),
      text('2026-03-05T10:00:03Z,ann\n'),
    ]);
  });

  it('is another one where the last event goes on', async () => {
    const line = (type: string): string =>
      `type=${type} msg=audit(1772704801.123:7): success=yes comm="id" proctitle="id"\n`;
    const { exhibits } = await openedAfter([line('SYSCALL'), line('PROCTITLE')]);
    expect(exhibits).toEqual(['E01', 'E02']);
  });

  it('is another one where a cell was open', async () => {
    const { exhibits } = await openedAfter([
      'time,user,note\n2026-03-05T10:00:00Z,ann,x\n2026-03-05T10:00:00Z,ann,"one\n',
      'two"\n2026-03-05T10:00:01Z,ann,three\n',
    ]);
    expect(exhibits).toEqual(['E01', 'E02']);
  });

  for (const [kind, line] of [
    ['syslog', (stamp: string) => `${stamp} web sshd[12]: session opened\n`],
    ['plain text', (stamp: string) => `(${stamp}) session opened for somebody\n`],
  ] as const) {
    it(`has the year of stamps without one from the day it was changed last: ${kind}`, async () => {
      const { exhibits, events } = await openedAfter(
        [
          line('Mar  4 10:00:00') + line('Mar  5 10:00:00'),
          line('Jun  1 10:00:00'),
          line('Jun  2 10:00:00'),
          line('Jan  3 10:00:00') + line('Mar  6 10:00:00'),
        ],
        ['2026-03-05', '2026-06-01', '2026-06-02', '2027-03-06'].map(
          (day) => new Date(`${day}T11:00:00Z`),
        ),
      );
      expect(new Set(exhibits)).toEqual(new Set(['E01']));
      expect(
        events.map(({ timeUs }) => new Date((timeUs ?? 0) / 1_000).toISOString().slice(0, 10)),
      ).toEqual([
        '2026-03-04',
        '2026-03-05',
        '2026-06-01',
        '2026-06-02',
        '2027-01-03',
        '2027-03-06',
      ]);
    });
  }
});
