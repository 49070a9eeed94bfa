import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const HEAD =
  '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2026-06-01-00-00-00\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\tAA\trtt\tanswers\tTTLs\tnote\n#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tbool\tinterval\tvector[string]\tvector[interval]\tstring\n';
const LINE =
  '1300475167.096535\tCx\t192.0.2.7\t5353\t2001:db8::53\t53\texample.org\tT\t0.25\ta,b\\x2cc,-\t(empty)\t(empty)\n';

describe('Zeek logs', () => {
  it('are read by the names and types of their header', () => {
    const text = `${HEAD}${LINE}#close\t2026-06-01-01-00-00\n`;
    const { events, rejected, skipped, accounted } = read(text);
    expect([rejected, skipped, accounted]).toEqual([[], 9, text.length]);
    expect(events[0]).toMatchObject({
      time: { timeUs: 1300475167096535, precision: 'us' },
      fields: {
        'id.orig_h': '192.0.2.7',
        'id.orig_p': 5353,
        AA: true,
        rtt: 0.25,
        answers: ['a', 'b,c', null],
        TTLs: [],
        note: '',
      },
      ecs: {
        'source.ip': '192.0.2.7',
        'destination.ip': '2001:db8::53',
        'event.id': 'Cx',
        'service.name': 'dns',
      },
      logSource: { product: 'zeek', service: 'dns' },
    });
  });

  it('are the same as JSON', () => {
    const line = (more: object) =>
      JSON.stringify({
        ts: 1300475167.096535,
        uid: 'Cx',
        ...{ 'id.orig_h': '192.0.2.7', 'id.orig_p': 5353 },
        ...{ 'id.resp_h': '2001:db8::53', 'id.resp_p': 53 },
        ...more,
      });
    const text = `${line({ _path: 'dns', query: 'example.org' })}\n${line({ ts: '2011-03-18T19:06:07.096535Z' })}\n`;
    for (const written of [text, `[${text.trimEnd().replace('\n', ',')}]`]) {
      const { ref, events, accounted } = read(written);
      expect([ref, accounted]).toEqual(['zeek:json', written.length]);
      expect(events.map(({ logSource }) => logSource)).toEqual([
        { product: 'zeek', service: 'dns' },
        { product: 'zeek' },
      ]);
      for (const event of events) {
        expect(event).toMatchObject({
          time: { timeUs: 1300475167096535 },
          ecs: { 'source.ip': '192.0.2.7', 'destination.ip': '2001:db8::53', 'event.id': 'Cx' },
        });
      }
    }
  });

  it('go on behind the header of a file joined to them', () => {
    const { events, rejected } = read(`${HEAD}${LINE}${HEAD}${LINE}`);
    expect([events.length, rejected.length]).toEqual([2, 0]);
  });

  it('go on by the columns, types and name of each log that is joined to them', () => {
    const other =
      '#separator \\x7c\n#set_separator|;\n#empty_field|EMPTY\n#unset_field|none\n#path|conn\n#fields|ts|id.orig_h|id.orig_p|tags\n#types|time|addr|port|set[string]\n1300475168.5|192.0.2.9|none|a;b\n';
    const text = `${HEAD}${LINE}#close\t2026\n${other}${HEAD}${LINE}${other}`;
    const { ref, events, records, rejected, accounted } = read(text);
    expect([rejected, accounted]).toEqual([[], text.length]);
    expect(events.map(({ logSource }) => logSource?.service)).toEqual([
      ...['dns', 'conn', 'dns', 'conn'],
    ]);
    expect(events[1]?.fields).toEqual({
      ...{ ts: '1300475168.5', 'id.orig_h': '192.0.2.9', 'id.orig_p': null, tags: ['a', 'b'] },
    });
    expect(events[2]).toEqual(events[0]);
    let from = 0;
    for (const [index, record] of records.entries()) {
      from = text.indexOf(record, from);
      const again = formatById(ref)?.at?.(from).normalise(utf8(record), { zone: 'UTC' });
      expect(again).toEqual({ ok: true, value: events[index] });
      from += record.length;
    }
  });

  it('read columns without types as text, and reject lines below as many types as nothing has', () => {
    const { events, rejected } = read(
      `${HEAD}${LINE}#fields\tts\tuid\tcount\n1300475169\tCz\t7\n#types\ttime\n1300475169\tCz\t7\n`,
    );
    expect(events[1]?.fields).toEqual({ ts: '1300475169', uid: 'Cz', count: '7' });
    // The directive and the line below it.
    expect(rejected).toHaveLength(2);
  });

  it('reject a line with a value too many', () => {
    const { rejected } = read(`${HEAD}${LINE.trimEnd()}\tx\n`);
    expect(rejected.map(([, reason]) => reason)).toEqual(['13 values where #fields names 12']);
  });
});
