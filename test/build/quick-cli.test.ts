import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/root.ts';
import { quickCli } from '../../build/quick-cli.mjs';
import { trailRecords } from '../bench/trail-records.ts';

interface Verified {
  readonly sources: readonly { readonly kind: string; readonly verdict: string }[];
}

let root: string;
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
/** Builds by copying the entry, and notes that it did. */
const BUILD = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('ROOT/builds', 'x');
mkdirSync(process.argv[2] + '/electron', { recursive: true });
writeFileSync(process.argv[2] + '/electron/cli.js', readFileSync('ROOT/electron/cli.ts'));
`;
const STOPPED = JSON.stringify({
  eventVersion: '1.08',
  eventTime: '2026-03-01T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.7',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/test', userName: 'test' },
  requestParameters: { name: 'main' },
  eventID: '00000000-0000-4000-8000-000000000001',
  eventType: 'AwsApiCall',
  recipientAccountId: '111122223333',
});
const builds = () =>
  existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds')).length : 0;
const lock = () => join(root, 'node_modules', '.cache', 'sealwatch-cli', 'building');
const quick = () => quickCli(root, process.execPath);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sealwatch-quick-'));
  put('electron/cli.ts', '// one');
  put('shared/a.ts', '');
  put('package-lock.json', '{}');
  put('build/cli-bundle.ts', BUILD.replaceAll('ROOT', root));
  put('build/thread-entries.ts', '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Every case has keys of its own, so that their seals are equal in nothing but that they hold. */
function verdictsOf(json: (...words: readonly string[]) => string): readonly string[] {
  const { sources } = JSON.parse(json('verify')) as Verified;
  return sources.map(({ kind, verdict }) => `${kind}: ${verdict}`);
}

describe('the quick command line', () => {
  it('is built once for the same sources, and anew for others', () => {
    const first = quick();
    expect(readFileSync(first ?? '', 'utf8')).toBe('// one');
    expect(quick()).toBe(first);
    expect(builds()).toBe(1);
    put('electron/cli.ts', '// two');
    expect(readFileSync(quick() ?? '', 'utf8')).toBe('// two');
    put('shared/deep/b.ts', '');
    expect(quick()).not.toBe(first);
    expect(builds()).toBe(3);
    // Back to what it was: that is still there.
    put('electron/cli.ts', '// one');
    rmSync(join(root, 'shared', 'deep'), { recursive: true });
    expect(quick()).toBe(first);
    expect(builds()).toBe(3);
    expect(existsSync(lock())).toBe(false);
  });

  it('is not waited for while somebody else builds it', () => {
    mkdirSync(lock(), { recursive: true });
    expect(quick()).toBeUndefined();
    expect(builds()).toBe(0);
  });

  it('is built by the next one after whoever built it was stopped', () => {
    mkdirSync(lock(), { recursive: true });
    const longAgo = Date.now() / 1_000 - 3_600;
    utimesSync(lock(), longAgo, longAgo);
    expect(quick()).toBeDefined();
    expect(builds()).toBe(1);
  });

  it('is not tried again for sources of which none can be built', () => {
    put('build/cli-bundle.ts', `${BUILD.replaceAll('ROOT', root)}throw new Error('no');`);
    expect(quick()).toBeUndefined();
    expect(quick()).toBeUndefined();
    expect(builds()).toBe(1);
    put('build/cli-bundle.ts', BUILD.replaceAll('ROOT', root));
    expect(quick()).toBeDefined();
  });

  it('is not put in place where sources were changed while it was built', () => {
    const change = `writeFileSync('${root}/shared/a.ts', 'changed');`;
    put('build/cli-bundle.ts', `${BUILD.replaceAll('ROOT', root)}${change}`);
    expect(quick()).toBeUndefined();
    expect(readdirSync(dirname(lock()))).toEqual([]);
  });

  it('does without where nothing can be written', () => {
    // A file in the place of the folder stands against it for every user, the super-user included.
    put('node_modules', '');
    expect(quick()).toBeUndefined();
  });
});

describe('the command line as it is built', () => {
  let folder: string;
  beforeEach(() => {
    // Beside the packages that stay outside of it.
    const cache = join(ROOT, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'sealwatch-test-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('answers as the sources do, on all of its threads', () => {
    const node = (...words: readonly string[]): string =>
      execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, HOME: root, XDG_DATA_HOME: join(root, 'data') },
      });
    node(join(ROOT, 'build', 'cli-bundle.ts'), join(folder, 'program'));
    // So many that threads beside the parser read them.
    const record = trailRecords(1);
    const lines = Array.from({ length: 6_000 }, () => record());
    put('trail.jsonl', [...lines, STOPPED].join('\n'));
    const answersOf = (name: string, program: string) => {
      const ofCase = ['--case', join(root, `${name}.sealwatch`)];
      const json = (...words: readonly string[]) =>
        node(program, ...words, ...ofCase, '--json').replace(/"seconds":[\d.]+/, '');
      const answers = [json('import', join(root, 'trail.jsonl')), json('detect'), verdictsOf(json)];
      const [alert] = JSON.parse(json('alerts')) as readonly { readonly id: string }[];
      node(program, 'report', alert?.id ?? '', '--out', `${name}.pdf`, ...ofCase);
      return answers;
    };
    const built = answersOf('built', join(folder, 'program', 'electron', 'cli.js'));
    expect(built).toEqual(answersOf('sources', join(ROOT, 'electron', 'cli.ts')));
    expect(readFileSync(join(root, 'built.pdf'), 'latin1')).toMatch(/^%PDF-/);
  }, 180_000);
});
