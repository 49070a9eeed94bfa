// A hash-chained log under other names, from the command line.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  chainLog,
  OTHER_NAMES,
  writeChainDatabase,
  type LoggedEntry,
} from '../fixtures/chained-log.ts';
import { EXIT_INTEGRITY } from '../../electron/cli/exit-codes.ts';
import { cli, documentOf, type CliResult } from './spawn-cli.ts';

const KEY = '00112233445566778899aabbccddeeff';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  writeFileSync(join(folder, 'key'), KEY);
  writeFileSync(join(folder, 'layout.json'), JSON.stringify(OTHER_NAMES, null, 2));
  const rows = chainLog(ENTRIES, KEY);
  writeChainDatabase(join(folder, 'clean.db'), rows, OTHER_NAMES);
  const edited = rows.map((row, at) => (at === 4 ? { ...row, message: 'quiet' } : row));
  writeChainDatabase(join(folder, 'edited.db'), edited, OTHER_NAMES);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

// Component and type are alike, so that the hashes alone leave open which is which.
const ENTRIES: readonly LoggedEntry[] = Array.from({ length: 12 }, (_, index) => ({
  timestamp: `2026-06-01T00:00:${String(index).padStart(2, '0')}+00:00`,
  level: 'INFO',
  component: 'auth',
  eventType: 'auth',
  message: `Entry ${String(index)}`,
  data: { user_id: 'user1' },
}));

interface Verdict {
  readonly verdict: string;
  readonly checked: number;
  readonly entries: readonly { readonly sequence?: number; readonly verdict: string }[];
}

function verdicts(result: CliResult, member: 'sources' | 'integrity'): readonly Verdict[] {
  return (documentOf(result) as Readonly<Record<string, readonly Verdict[]>>)[member] ?? [];
}

describe('--chain-layout', () => {
  it('is needed where the hashes leave open which column is which, and then suffices', async () => {
    const args = ['--hmac-key', 'key', '--json'];
    const unnamed = await cli(folder, 'verify', 'clean.db', ...args);
    expect(unnamed.stderr).toContain('on the command line with --chain-layout');
    const named = [...args, '--chain-layout', 'layout.json'];
    const [clean] = verdicts(await cli(folder, 'verify', 'clean.db', ...named), 'sources');
    expect(clean).toMatchObject({ verdict: 'verified', checked: 12 });
    const tampered = await cli(folder, 'verify', 'edited.db', ...named);
    expect(tampered.code).toBe(EXIT_INTEGRITY);
    const [edited] = verdicts(tampered, 'sources');
    expect(edited?.entries.filter((entry) => entry.verdict === 'altered')).toMatchObject([
      { sequence: 4 },
    ]);
  }, 180_000);

  it('is kept with the case, which is verified without it', async () => {
    const named = ['--chain-layout', 'layout.json', '--case', 'c.sealwatch', '--json'];
    const opened = await cli(folder, 'import', 'edited.db', ...named);
    expect(documentOf(opened)).toMatchObject({ sources: [{ events: 12, rejected: 0 }] });
    const again = await cli(folder, 'import', 'edited.db', ...named);
    expect(documentOf(again)).toMatchObject({ sources: [{ alreadyThere: true }] });
    const checked = await cli(
      folder,
      ...['verify', '--case', 'c.sealwatch', '--hmac-key', 'key', '--json'],
    );
    expect(checked.code).toBe(EXIT_INTEGRITY);
    expect(verdicts(checked, 'sources')[0]).toMatchObject({ verdict: 'altered', checked: 12 });
    const reviewed = await cli(
      folder,
      ...['review', 'clean.db', '--case', 'r.sealwatch', '--hmac-key', 'key', '--json'],
      ...['--chain-layout', 'layout.json'],
    );
    expect(verdicts(reviewed, 'integrity')[0]).toMatchObject({ verdict: 'verified', checked: 12 });
  }, 300_000);

  it('names the file and the reason where the layout cannot be used', async () => {
    writeFileSync(join(folder, 'wrong.json'), '{"columns": {"chain": "h"}}');
    const wrong = await cli(folder, 'verify', 'clean.db', '--chain-layout', 'wrong.json');
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('wrong.json: "chain" is no column of a chained log; there are');
    const none = await cli(folder, 'import', 'clean.db', '--chain-layout', 'nowhere.json');
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('nowhere.json: no such file');
  }, 180_000);
});
