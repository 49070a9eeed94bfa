import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { runFake, type Answers } from './fake-app.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-exceptions-'));
  writeFileSync(join(folder, 'c'), 'case');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ALERT = 'a1a1a1a1a1a1a1a1';
const EXCEPTION = {
  id: 'x1',
  ruleId: 'r1',
  ruleTitle: 'Failed login burst',
  text: 'title: Exception\n',
  conditions: [{ field: 'source.ip', values: ['192.0.2.7'] }],
  reason: 'our scanner\u001b',
  owner: 'alice',
  createdAtUs: timeUs(0),
  expiresAtUs: timeUs(86_400_000_000),
  endedAtUs: null,
  alertId: ALERT,
};
const answers: Answers = {
  'exceptions.list': () => ({
    exceptions: [
      { exception: EXCEPTION, active: true },
      { exception: { ...EXCEPTION, id: 'x0', endedAtUs: timeUs(1_000_000) }, active: false },
    ],
  }),
  'exceptions.suggest': () => ({
    fields: [{ field: 'source.ip', values: ['192.0.2.7'], fromRule: true }],
    looked: 6,
    events: 6,
  }),
  'exceptions.preview': () => ({
    text: 'title: Exception\n',
    before: 2,
    after: 1,
    silenced: [{ id: ALERT, title: 'Failed login burst', startUs: timeUs(1_000_000) }],
  }),
  'exceptions.add': () => EXCEPTION,
  'exceptions.end': () => ({}),
};
const run = (...argv: readonly string[]) =>
  runFake(['exceptions', ...argv, '--case', 'c'], { answers, cwd: folder });
const WHERE = [
  '--where',
  'source.ip=192.0.2.7',
  '--where',
  'user.name=a=b',
  '--where',
  'source.ip=192.0.2.8',
];
const ADD = ['--add', ALERT, ...WHERE, '--reason', 'our scanner', '--until', '2026-07-01'];

describe('exceptions', () => {
  it('are listed, printable, with who answers for them and until when', async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain('1 exception in force');
    expect(stdout).toMatch(
      /x1 +until 1970-01-02 +Failed login burst +source\.ip=192\.0\.2\.7 +alice/,
    );
    expect(stdout).toContain('x0  ended 1970-01-01');
    expect(stdout).toContain('scanner\\u{1b}');
  });

  it('are made from an alert once it is known what they silence', async () => {
    const { code, stdout, calls, stderr } = await run(...ADD, '--owner', 'alice');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const conditions = [
      { field: 'source.ip', values: ['192.0.2.7', '192.0.2.8'] },
      { field: 'user.name', values: ['a=b'] },
    ];
    expect(calls.slice(0, 2)).toEqual([
      { name: 'exceptions.preview', input: { alertId: ALERT, conditions } },
      {
        name: 'exceptions.add',
        input: {
          ...{ alertId: ALERT, conditions, reason: 'our scanner', owner: 'alice' },
          expiresAtUs: Date.parse('2026-07-01T00:00:00Z') * 1_000,
        },
      },
    ]);
    expect(stdout).toContain('2 findings of the rule without it, 1 with it');
    expect(stdout).toContain('x1 (new)');
  });

  it('are tried alone with --preview, and ended with --remove', async () => {
    const tried = await run('--add', ALERT, ...WHERE, '--preview');
    expect(tried.calls.map(({ name }) => name)).toEqual(['exceptions.preview', 'exceptions.list']);
    const { calls } = await run('--remove', 'x1');
    expect(calls[0]).toEqual({ name: 'exceptions.end', input: { id: 'x1' } });
  });

  it('print JSON as the schema says', async () => {
    for (const more of [[], ADD, ['--suggest', ALERT], ['--remove', 'x1']]) {
      const { stdout } = await run(...more, '--json');
      expect(schemaErrors('exceptions', JSON.parse(stdout))).toEqual([]);
    }
  });

  it.each([
    [['x']],
    [['--suggest', 'Burst']],
    [['--add', ALERT, '--reason', 'r', '--until', 'never']],
    [['--add', ALERT, ...WHERE, '--until', 'never']],
    [['--add', ALERT, ...WHERE, '--reason', ' ', '--until', 'never']],
    [['--add', ALERT, ...WHERE, '--reason', 'r']],
    [['--add', ALERT, '--where', 'source.ip', '--reason', 'r', '--until', 'never']],
    [['--add', ALERT, '--where', 'source.ip=', '--reason', 'r', '--until', 'never']],
    [['--add', ALERT, '--remove', 'x1']],
    [['--reason', 'r']],
    [['--where', 'a=b']],
    [['--preview']],
  ])('with %j is wrong use', async (more) => {
    const { code, calls } = await run(...more);
    expect([code, calls]).toEqual([2, []]);
  });
});
