import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { runFake, type Answers } from './fake-app.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-retention-'));
  writeFileSync(join(folder, 'c'), 'case');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOLD = {
  id: 3,
  exhibit: null,
  reason: 'proceedings\u001b',
  who: 'a',
  placedAtUs: timeUs(1_000_000),
  released: null,
};
const answers: Answers = {
  'retention.state': () => ({
    exhibits: [
      {
        sourceId: 7,
        exhibit: 'E07',
        name: 'a.log',
        days: 90,
        held: false,
        events: 10_000,
        due: { blocks: 1, events: 4_096, bytes: 1 },
        dropped: 0,
      },
    ],
    holds: [
      HOLD,
      { ...HOLD, id: 4, exhibit: 'E07', released: { atUs: timeUs(0), who: 'b', reason: 'over' } },
    ],
    drops: [
      {
        exhibit: 'E07',
        atUs: timeUs(0),
        who: 'b',
        reason: 'policy',
        events: 4,
        from: 1,
        through: 4,
      },
    ],
  }),
  'retention.setDays': () => ({}),
  'retention.hold': () => ({}),
  'retention.release': () => ({}),
  'retention.apply': () => ({ events: 4_096, blocks: 1, freedBytes: 1_500 }),
};
const run = (argv: readonly string[]) =>
  runFake([...argv, '--case', 'c'], { answers, cwd: folder });
const namesOf = (calls: readonly { readonly name: string }[]) => calls.map((call) => call.name);

describe('retention', () => {
  it('changes nothing by itself, and says what is due', async () => {
    const { code, stdout, calls } = await run(['retention']);
    expect(code).toBe(0);
    expect(namesOf(calls)).toEqual(['retention.state']);
    expect(stdout).toContain('--apply would drop 4,096 events');
  });

  it('does not say that nothing is due where a hold keeps what is', async () => {
    const state = await answers['retention.state']?.({});
    if (!state) throw new Error('There is no answer.');
    const held = { ...state, exhibits: state.exhibits.map((each) => ({ ...each, held: true })) };
    const { stdout } = await runFake(['retention', '--case', 'c'], {
      answers: { ...answers, 'retention.state': () => held },
      cwd: folder,
    });
    expect(stdout).toContain('4,096 events would be dropped, but a hold covers them.');
    expect(stdout).not.toContain('Nothing is due');
    expect(stdout).not.toContain('--apply');
  });

  it('sets periods by exhibit, then drops with the reason given', async () => {
    const { calls, stdout } = await run([
      'retention',
      '--set',
      'e07=30',
      '--apply',
      '--reason',
      'policy 7',
    ]);
    expect(calls).toContainEqual({ name: 'retention.setDays', input: { sourceId: 7, days: 30 } });
    expect(calls).toContainEqual({ name: 'retention.apply', input: { reason: 'policy 7' } });
    expect(stdout).toContain('4,096 events dropped');
    const forever = await run(['retention', '--set', 'E07=forever']);
    expect(forever.calls).toContainEqual({
      name: 'retention.setDays',
      input: { sourceId: 7, days: null },
    });
  });

  it('prints JSON as the schema says', async () => {
    for (const more of [[], ['--apply']]) {
      const { stdout } = await run(['retention', '--json', ...more]);
      expect(schemaErrors('retention', JSON.parse(stdout))).toEqual([]);
    }
  });

  it.each([
    [['--set', 'E07']],
    [['--set', 'E07=0']],
    [['--set', 'E99=30']],
    [['--apply', '--dry-run']],
    [['x']],
  ])('with %j is wrong use', async (more) => {
    const { code, calls } = await run(['retention', ...more]);
    expect(code).toBe(2);
    expect(namesOf(calls)).not.toContain('retention.setDays');
  });
});

describe('hold', () => {
  it('lists holds, printable', async () => {
    const { stdout } = await run(['hold']);
    expect(stdout).toContain('1 hold in force');
    expect(stdout).toContain('proceedings\\u{1b}');
    expect(stdout).toContain('released 1970-01-01');
  });

  it('is placed on an exhibit or the case and released, each with its reason', async () => {
    const placed = await run(['hold', '--place', 'E07', '--reason', 'audit']);
    expect(placed.calls).toContainEqual({
      name: 'retention.hold',
      input: { sourceId: 7, reason: 'audit' },
    });
    const whole = await run(['hold', '--place', 'case', '--reason', 'audit']);
    expect(whole.calls).toContainEqual({
      name: 'retention.hold',
      input: { sourceId: null, reason: 'audit' },
    });
    const released = await run(['hold', '--release', '3', '--reason', 'over', '--json']);
    expect(released.calls[0]).toEqual({
      name: 'retention.release',
      input: { hold: 3, reason: 'over' },
    });
    expect(schemaErrors('holds', JSON.parse(released.stdout))).toEqual([]);
  });

  it.each([[['--place', 'E07']], [['--release', 'x', '--reason', 'y']], [['E07']]])(
    'with %j is wrong use',
    async (more) => {
      expect((await run(['hold', ...more])).code).toBe(2);
    },
  );
});
