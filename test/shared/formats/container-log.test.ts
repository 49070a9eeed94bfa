import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const cri = (tag: string, text: string, stream = 'stdout', ms = 1) =>
  `2026-03-05T10:00:00.00${ms}Z ${stream} ${tag} ${text}\n`;
const docker = (log: string, stream = 'stdout') =>
  `${JSON.stringify({ log, stream, time: '2026-03-05T10:00:00.123456789Z' })}\n`;

describe('logs of containers', () => {
  it('of CRI runtimes are events with the time that the runtime took them in', () => {
    const text = cri('F', 'ERROR: no such order') + cri('F', '', 'stderr', 2);
    const { ref, events, rejected, accounted } = read(text);
    expect([ref, rejected, accounted]).toEqual(['container-log:cri', [], text.length]);
    expect(events[0]).toMatchObject({
      time: { timeUs: Date.parse('2026-03-05T10:00:00.001Z') * 1000, precision: 'ms' },
      fields: { stream: 'stdout', tags: 'F', message: 'ERROR: no such order' },
      ecs: { 'log.level': 'ERROR' },
      summary: 'ERROR: no such order',
    });
    expect(events[1]?.fields['message']).toBe('');
  });

  it('of Docker keep the names that Docker gives', () => {
    const { ref, events } = read(docker('hello\n') + docker('again\r\n', 'stderr'));
    expect(ref).toBe('container-log:docker');
    expect(events.map(({ fields }) => fields['log'])).toEqual(['hello', 'again']);
    expect(events[0]?.time).toMatchObject({ precision: 'ns', nanos: 789 });
  });

  it('join the parts of a line, whatever the other stream writes between them', () => {
    const text =
      cri('P', 'one ') +
      cri('F', 'other', 'stderr') +
      cri('P', 'one ') +
      cri('F', 'end', 'stdout', 2) +
      cri('F', 'next');
    const { events, records } = read(text);
    expect(events.map(({ fields }) => fields['message'])).toEqual(['one one end', 'other', 'next']);
    expect(records[0]?.split('\n')).toHaveLength(3);
    const parts = docker('{"a":') + docker('x\n', 'stderr') + docker('1}\n');
    expect(read(parts).events.map(({ fields }) => fields['log'])).toEqual(['{"a":1}', 'x']);
  });

  it('hold text of a known kind, which is read as what it is', () => {
    const line = JSON.stringify({ ts: '2026-03-05T09:59:59Z', level: 'info', user: 'alice' });
    for (const text of [cri('F', line).repeat(3), docker(`${line}\n`).repeat(3)]) {
      const { ref, events } = read(text);
      expect(ref).toMatch(/^container=(?:cri|docker):json-lines$/);
      expect(events[0]).toMatchObject({
        time: { timeUs: Date.parse('2026-03-05T09:59:59Z') * 1000 },
        fields: { user: 'alice', container: { stream: 'stdout' } },
        ecs: { 'user.name': 'alice' },
      });
    }
    const web = '192.0.2.7 - bob [05/Mar/2026:09:59:58 +0000] "GET / HTTP/1.1" 200 23 "-" "a"';
    const { ref, events } = read(cri('F', web).repeat(2));
    expect(ref).toBe('container=cri:web-access');
    expect(events[0]?.logSource).toEqual({ category: 'webserver' });
  });

  it('are dated by the runtime where the text has no time', () => {
    const line = JSON.stringify({ level: 'info', user: 'alice' });
    const { events } = read(cri('F', line).repeat(3));
    expect(events[0]?.time.timeUs).toBe(Date.parse('2026-03-05T10:00:00.001Z') * 1000);
  });

  it('reject a line that no runtime wrote', () => {
    const { events, rejected } = read(`${cri('F', 'a')}plain\n${cri('F', 'b')}`);
    expect(events).toHaveLength(2);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'no time, stream and tag of a container at the start of the line',
    ]);
  });
});

it('zeros that a crash left in front of a line of a container are framing', () => {
  const text = `\0\0${cri('P', 'one ')}\0${cri('F', 'end')}`;
  const { events, rejected, accounted } = read(text);
  expect(events.map(({ fields }) => fields['message'])).toEqual(['one end']);
  expect([rejected, accounted]).toEqual([[], text.length]);
});
