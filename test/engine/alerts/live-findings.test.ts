import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngines, type Engines } from '../detection/open-engines.ts';

const NOW = Date.UTC(2026, 5, 10, 12);
const HOUR = 3_600_000;

let folder = '';
let engines: Engines;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-live-'));
  engines = openEngines(folder);
  engines.setNow(NOW);
});
afterEach(() => {
  engines.close();
  rmSync(folder, { recursive: true });
});

function rootLogin(id: string, hoursAgo: number): string {
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: 'Root', accountId: '123456789012', arn: `arn:aws:iam::${id}:root` },
    eventTime: new Date(NOW - hoursAgo * HOUR).toISOString(),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    recipientAccountId: '123456789012',
    eventID: id,
    eventType: 'AwsConsoleSignIn',
  });
}

/** Hours of the newest event of each alert on root, and whether its clock runs. */
async function clocks(): Promise<readonly (readonly [hoursAgo: number, runs: boolean])[]> {
  await engines.detect();
  return engines.reader.store.alerts
    .all()
    .filter((alert) => alert.finding.ruleTitle === 'Root user active')
    .map((alert) => {
      expect(alert.historical).toBe(alert.clockStartedAtUs === null);
      return [
        Math.round((NOW - alert.finding.endUs / 1_000) / HOUR),
        alert.clockStartedAtUs !== null,
      ] as const;
    })
    .toSorted(([a], [b]) => a - b);
}

describe('response clocks', () => {
  it('start for fresh findings of what is watched, and for nothing that is old or not watched', async () => {
    const watched = join(folder, 'watched');
    mkdirSync(watched);
    writeFileSync(join(watched, 'trail.jsonl'), [rootLogin('a', 2), rootLogin('b', 50)].join('\n'));
    const apart = join(folder, 'watched-not.jsonl');
    writeFileSync(apart, rootLogin('c', 5));
    engines.command('evidence.watch', { file: 'w' }, { w: watched });
    await engines.import([watched, apart]);
    expect(await clocks()).toEqual([
      [2, true],
      [5, false],
      [50, false],
    ]);
  });

  it('start from when the alert is raised, and once', async () => {
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, rootLogin('a', 23));
    engines.command('evidence.watch', { file: 'w' }, { w: path });
    await engines.import([path]);
    await clocks();
    const clockOf = () => engines.reader.store.alerts.all()[0]?.clockStartedAtUs ?? 0;
    const started = clockOf();
    expect(started).toBeGreaterThanOrEqual(NOW * 1_000);
    engines.setNow(NOW + 3 * HOUR);
    await clocks();
    expect(clockOf()).toBe(started);
  });

  it('do not start where the watched source has been silent for a day', async () => {
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, rootLogin('a', 25));
    engines.command('evidence.watch', { file: 'w' }, { w: path });
    await engines.import([path]);
    expect(await clocks()).toEqual([[25, false]]);
  });
});
