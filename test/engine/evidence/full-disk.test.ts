import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openCaseReader } from '../../../electron/store/case-store.ts';
import { cli } from '../../cli/spawn-cli.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('full');
const disk = join(folder.path, 'disk');
const MEGABYTE = 1024 * 1024;

/** A file system in memory of eight megabytes, where the machine lets us have one. */
function mounted(): boolean {
  mkdirSync(disk);
  const made = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
  return made.status === 0 && statfsSync(disk).blocks * statfsSync(disk).bsize === 8 * MEGABYTE;
}

const hasDisk = process.platform === 'linux' && mounted();
afterAll(() => {
  if (hasDisk) spawnSync('/bin/umount', [disk]);
  folder.remove();
});

describe.skipIf(!hasDisk)('a case on a disk that is full', () => {
  it('says so in one line, opens at its last commit, and is finished when there is room', async () => {
    const log = join(folder.path, 'random.jsonl');
    const noise = randomFillSync(Buffer.alloc(750)).toString('base64');
    const lines = Array.from({ length: 24_000 }, (_, n) => {
      const at = (n * 37) % noise.length;
      const text = randomFillSync(Buffer.alloc(600)).toString('base64') + noise.slice(at, at + 9);
      return JSON.stringify({ time: new Date(1_780_000_000_000 + n).toISOString(), text });
    });
    writeFileSync(log, lines.join('\n'));
    const caseFile = join(disk, 'case.sealwatch');
    const refused = await cli(folder.path, 'import', log, '--case', caseFile);
    expect(refused.code).toBe(3);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.stderr).toContain('The disk is full');
    const reader = openCaseReader(caseFile);
    const events = reader.events.count();
    expect(reader.leafTiles.size()).toBe(events);
    expect(events).toBeLessThan(24_000);
    reader.close();
    spawnSync('/bin/mount', ['-o', 'remount,size=80m', disk]);
    const finished = await cli(folder.path, 'import', log, '--case', caseFile, '--json');
    expect(finished.stderr).toBe('');
    const [source] = (JSON.parse(finished.stdout) as { sources: { events: number }[] }).sources;
    expect(source?.events).toBe(24_000);
  }, 120_000);
});
