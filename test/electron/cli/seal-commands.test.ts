import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { runFake, type Answers } from './fake-app.ts';
import { aVerification, withVerdict } from './samples.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
const NOTE = 'sealwatch.local/case/1\n5\nroot\n\n— x y\n';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-cli-'));
  writeFileSync(join(folder, 'c.sealwatch'), 'case');
  writeFileSync(join(folder, 'log.db'), 'evidence');
  writeFileSync(join(folder, 'noted.txt'), NOTE);
  writeFileSync(join(folder, 'noted.json'), JSON.stringify({ sources: [{ checkpoint: NOTE }] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (argv: readonly string[], answers: Answers = {}) =>
  runFake(argv, { answers, cwd: folder });
const HEAD = `5:${'ab'.repeat(32)}`;
const ANSWERS: Answers = {
  'evidence.verify': () => ({ sources: [withVerdict('verified')] }),
  'evidence.check': () => ({ sources: [withVerdict('verified')] }),
  'case.verifySeal': () => ({
    verification: aVerification('verified', { kind: 'case-seal', checkpoint: NOTE }),
  }),
  'case.audit': () => ({ entries: [], total: 0, intact: true }),
  'case.checkpoints': () => ({ checkpoints: [], total: 0, publicKey: 'k' }),
};

describe('wrong use of prove, package and verify', () => {
  it.each([
    ['prove --case c.sealwatch', 'give one event'],
    ['prove 1 --from 1 --case c.sealwatch', 'give one event'],
    ['prove --to 1 --case c.sealwatch', 'give --from'],
    ['prove x --case c.sealwatch', 'an event is a number'],
    ['prove --from 1 --checkpoint 2 --case c.sealwatch', '--checkpoint goes with an event'],
    ['package --case c.sealwatch', 'give the file'],
    ['package --out x.tar --case c.sealwatch', 'must end in .zip'],
    ['package --out x.zip --exhibits two --case c.sealwatch', 'E01,E02'],
    ['package --out x.zip --events a --incident b --case c.sealwatch', 'exclude each other'],
    ['verify log.db --since noted.txt', 'name it with --case'],
  ])('"%s" exits 2 and says in one line what to do', async (argv, message) => {
    const ran = await run(argv.split(' '));
    expect(ran.stderr).toContain(message);
    expect([ran.code, ran.stdout, ran.opened.length]).toEqual([2, '', 0]);
  });
});

describe('verify --since', () => {
  const since = async (given: string, answers: Answers = {}) => {
    const argv = ['verify', '--case', 'c.sealwatch', '--since', given];
    const ran = await run(argv, { ...ANSWERS, ...answers });
    expect([ran.stderr, ran.code]).toEqual(['', 0]);
    return Object.fromEntries(
      ran.calls.map(({ name, input }) => [name, (input as { since?: string }).since]),
    );
  };

  it.each([['noted.txt'], ['noted.json'], [NOTE]])(
    'gives a checkpoint to the seal: %j',
    async (given) => {
      expect(await since(given)).toMatchObject({
        'case.verifySeal': NOTE,
        'evidence.verify': undefined,
      });
    },
  );

  it('gives a head to the seal where it is one of the case, and to the log where it is not', async () => {
    const checkpoints = [{ id: 3, events: 9, atUs: timeUs(0), reason: '', note: NOTE }];
    const listed: Answers = {
      'case.checkpoints': () => ({ checkpoints, total: 1, publicKey: 'k' }),
    };
    const end = { size: 5, root: '', checkpoint: '' };
    const own: Answers = {
      ...listed,
      'case.proveConsistency': () => ({ from: end, to: end, hashes: [], publicKey: 'k' }),
    };
    expect(await since(HEAD, own)).toMatchObject({
      'case.verifySeal': HEAD,
      'evidence.verify': undefined,
    });
    const other: Answers = {
      ...listed,
      'case.proveConsistency': () => {
        throw new FailureError(failure('prove.inconsistent', 'no'));
      },
    };
    expect(await since(HEAD, other)).toMatchObject({
      'case.verifySeal': undefined,
      'evidence.verify': HEAD,
    });
  });
});

describe('verify --case', () => {
  it('prints the checkpoint so that it can be copied', async () => {
    const ran = await run(['verify', '--case', 'c.sealwatch'], ANSWERS);
    expect(ran.stdout).toContain(`\n${NOTE}`);
  });

  it('says that verdicts are not kept where the case cannot be written', async () => {
    const answers: Answers = {
      ...ANSWERS,
      'evidence.verify': () => {
        throw new FailureError(failure('case.locked', 'another one has it open'));
      },
    };
    const text = await run(['verify', '--case', 'c.sealwatch'], answers);
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining('are not kept')]);
    const json = await run(['verify', '--case', 'c.sealwatch', '--json'], answers);
    const document: unknown = JSON.parse(json.stdout);
    expect(schemaErrors('verify', document)).toEqual([]);
    expect(document).toMatchObject({ notKept: 'another one has it open' });
  });
});
