import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import yauzl from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  consistencyHolds,
  inclusionHolds,
  TreeFold,
  verifyEvidence,
} from '../../../resources/verifier/verify-evidence.mjs';
import { assert } from '../../../shared/base/assert.ts';
import type { Input, Output } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { schemaErrors } from '../../electron/cli/schema-check.ts';
import { consistencyShape, inclusionShape } from '../../../electron/cli/shapes/proof-shape.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('verifier');
const caseFile = join(folder.path, 'case.sealwatch');
const LINES = 700;
/** The checkpoint as it was noted after the first exhibit. */
let noted = '';
let whole = '';

beforeAll(async () => {
  const { app, client } = await openApp(folder.path, { caseFile });
  const value = async <T>(result: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>) => {
    const each = await result;
    assert(each.ok, each.ok ? '' : each.error.message);
    return each.value;
  };
  for (const name of ['a', 'b']) {
    const path = join(folder.path, `${name}.jsonl`);
    const lines = Array.from({ length: LINES }, (_, n) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 5, 2) + n * 500).toISOString(), name, n }),
    );
    writeFileSync(path, `${lines.join('\n')}\n`);
    await value(client.call('evidence.import', { files: [app.mintToken(path)] }));
    if (name === 'a') noted = (await value(client.call('case.makeCheckpoint', {}))).note;
  }
  await app.close();
  whole = (await packaged({ kind: 'exhibits', exhibits: ['E02'] }, 'whole.zip')).path;
});
afterAll(() => folder.remove());

async function withCase<T>(
  file: string,
  work: (app: Awaited<ReturnType<typeof openApp>>) => Promise<T>,
): Promise<T> {
  const opened = await openApp(folder.path, { caseFile: file });
  try {
    return await work(opened);
  } finally {
    await opened.app.close();
  }
}

async function packaged(
  choice: Input<'package.make'>['choice'],
  name: string,
  file = caseFile,
): Promise<Output<'package.make'>> {
  return withCase(file, async ({ app, client }) => {
    const out = app.mintToken(join(folder.path, name));
    const made = await client.call('package.make', { out, choice });
    assert(made.ok, made.ok ? '' : made.error.message);
    return made.value;
  });
}

async function proof(event: number) {
  return withCase(caseFile, async ({ client }) => {
    const proven = await client.call('case.prove', { eventId: event });
    assert(proven.ok, proven.ok ? '' : proven.error.message);
    return inclusionShape(proven.value);
  });
}

/** Exit status and what was printed. */
async function verified(...argv: string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const status = await verifyEvidence(argv, (line: string) => lines.push(line));
  return { status, text: lines.join('\n') };
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function unpacked(zip: string, name: string): Promise<string> {
  const target = join(folder.path, name);
  const archive = await yauzl.openPromise(zip);
  for await (const entry of archive.eachEntry()) {
    const stream = await archive.openReadStreamPromise(entry);
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    written(join(name, entry.fileName), Buffer.concat(parts));
  }
  return target;
}

const VECTORS = '../shared/fixtures/merkle/testdata';

describe.skipIf(!existsSync(VECTORS))('the published proofs', () => {
  const cases = (kind: string) =>
    readdirSync(join(VECTORS, kind), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => JSON.parse(readFileSync(join(VECTORS, kind, path), 'utf8')));
  const bytes = (base64: string | null) => Buffer.from(base64 ?? '', 'base64');

  it('hold where they should and are refused everywhere else', () => {
    const verdicts = [
      ...cases('inclusion').map((each) => [
        each,
        inclusionHolds({
          leafIndex: each.leafIdx,
          treeSize: each.treeSize,
          leaf: bytes(each.leafHash),
          root: bytes(each.root),
          proof: (each.proof ?? []).map(bytes),
        }),
      ]),
      ...cases('consistency').map((each) => [
        each,
        consistencyHolds({
          oldSize: each.size1,
          newSize: each.size2,
          oldRoot: bytes(each.root1),
          newRoot: bytes(each.root2),
          proof: (each.proof ?? []).map(bytes),
        }),
      ]),
    ];
    for (const [each, holds] of verdicts) expect({ ...each, wantErr: !holds }).toEqual(each);
    expect(verdicts.filter(([, holds]) => holds)).toHaveLength(12);
  });
});

describe('the verifier', () => {
  it('stands alone: a plain Node runs it from another folder', () => {
    const path = join(folder.path, 'alone', 'verify-evidence.mjs');
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync('resources/verifier/verify-evidence.mjs', path);
    const text = execFileSync(process.execPath, [path, whole], { cwd: '/', encoding: 'utf8' });
    expect(text).toContain('everything holds');
  });

  it('says how it is used, and names a file that is not there', async () => {
    expect((await verified()).status).toBe(2);
    const gone = await verified(join(folder.path, 'gone.zip'));
    expect([gone.status, gone.text]).toEqual([2, expect.stringContaining('gone.zip')]);
  });

  it('folds leaves and subtrees to the root that the tree has', () => {
    const hash = (n: number) => createHash('sha256').update(String(n)).digest();
    const slow = new TreeFold();
    for (let n = 0; n < 13; n++) slow.add(hash(n), 1);
    const four = new TreeFold();
    for (let n = 4; n < 8; n++) four.add(hash(n), 1);
    const fast = new TreeFold();
    for (let n = 0; n < 4; n++) fast.add(hash(n), 1);
    fast.add(four.root(), 4);
    for (let n = 8; n < 13; n++) fast.add(hash(n), 1);
    expect(fast.root()).toEqual(slow.root());
  });
});

describe('the proof of an event', () => {
  it('holds for the first, the last and one between, and has the published shape', async () => {
    for (const event of [1, 700, 701, 2 * LINES]) {
      const made = await proof(event);
      expect(schemaErrors('prove', made)).toEqual([]);
      const { status, text } = await verified(written('proof.json', JSON.stringify(made)));
      expect([status, text]).toEqual([0, expect.stringContaining(`ok      event ${event}`)]);
      const record: unknown = JSON.parse(Buffer.from(made.record, 'base64').toString());
      expect(record).toMatchObject({ n: (event - 1) % LINES });
    }
  });

  it('fails where any part that is proven is changed', async () => {
    const made = await proof(300);
    const other = await proof(301);
    const parts = [
      'record', 'nonce', 'leafHash', 'leafIndex', 'treeSize', 'root', 'hashes', 'event',
    ] as const;
    for (const part of parts) {
      const value = made[part] === other[part] ? bumped(made[part]) : other[part];
      const path = written('changed.json', JSON.stringify({ ...made, [part]: value }));
      expect([part, (await verified(path)).status]).toEqual([part, 1]);
    }
    const swapped = { ...made, checkpoint: made.checkpoint.replace('time 2', 'time 3') };
    expect((await verified(written('changed.json', JSON.stringify(swapped)))).status).toBe(1);
    const key = { ...made, publicKey: made.publicKey.replace(/.$/, 'A') };
    expect((await verified(written('changed.json', JSON.stringify(key)))).status).toBe(1);
  });
});

describe('a proof or a package of somebody who means harm', () => {
  const OTHERS: readonly unknown[] = [null, 5, 'x', [], [null], {}];

  it('is refused in words, whatever stands in a place of a proof', async () => {
    const made: Readonly<Record<string, unknown>> = { ...(await proof(300)) };
    for (const part of ['version', 'event', 'record', 'nonce', 'hashes', 'checkpoint', 'publicKey']) {
      for (const value of OTHERS) {
        const path = written('odd.json', JSON.stringify({ ...made, [part]: value }));
        const { status, text } = await verified(path);
        expect([part, value, status, text.includes('FAILED')]).toEqual([part, value, 1, true]);
      }
    }
  });

  it('is refused where it is of a later version', async () => {
    const path = written('later.json', JSON.stringify({ ...(await proof(300)), version: 2 }));
    expect((await verified(path)).text).toContain('a version that this program does not know');
  });

  it('does not print lines of its own making', async () => {
    const event = '1\nok      event 1\u001b[2K\u202e';
    const path = written('lines.json', JSON.stringify({ ...(await proof(300)), event }));
    const { text } = await verified(path);
    expect(text).toContain('event 1\\u{a}ok      event 1\\u{1b}[2K\\u{202e}');
    expect(text.split('\n').filter((line) => line.startsWith('ok'))).toEqual([]);
  });

  it('is refused in words where its own lists hold something else, with all hashes made to fit', async () => {
    const path = await unpacked(whole, 'odd');
    const read = (name: string) => readFileSync(join(path, name));
    const genuine = new Map(
      ['manifest.json', 'checkpoints.jsonl', 'events.jsonl.gz', 'SHA256SUMS'].map((name) => [
        name,
        read(name),
      ]),
    );
    const text = (name: string) => String(genuine.get(name));
    const manifest = JSON.parse(text('manifest.json')) as Record<string, unknown>;
    const [checkpoint = '', ...checkpoints] = text('checkpoints.jsonl').split('\n');
    const first = JSON.parse(checkpoint) as Record<string, unknown>;
    const oddities: (readonly [string, string | Uint8Array])[] = OTHERS.flatMap((odd) => [
      ['manifest.json', JSON.stringify({ ...manifest, files: [odd] })],
      ['manifest.json', JSON.stringify({ ...manifest, left: odd ?? 5 })],
      ['checkpoints.jsonl', `${JSON.stringify(odd)}\n${checkpoints.join('\n')}`],
      [
        'checkpoints.jsonl',
        `${JSON.stringify({ ...first, reason: 'another' })}\n${checkpoints.join('\n')}`,
      ],
      [
        'checkpoints.jsonl',
        `${JSON.stringify({ ...first, hashes: odd === null ? 5 : [odd, 5] })}\n${checkpoints.join('\n')}`,
      ],
      ['events.jsonl.gz', gzipSync(`${JSON.stringify(odd)}\n`)],
    ]);
    for (const [name, content] of oddities) {
      if (name === 'manifest.json' && String(content).includes('"left":[')) continue;
      for (const [each, bytes] of genuine) written(join('odd', each), bytes);
      written(join('odd', name), content);
      const hash = createHash('sha256').update(content).digest('hex');
      const sums = text('SHA256SUMS').replace(new RegExp(`^.{64}(?=  ${name}$)`, 'm'), hash);
      written('odd/SHA256SUMS', sums);
      const { status, text: said } = await verified(path);
      expect([name, status, said.includes('FAILED')]).toEqual([name, 1, true]);
    }
  });

  it('is refused where a link lies among its files', async () => {
    const path = await unpacked(whole, 'linked');
    symlinkSync('README.txt', join(path, 'link'));
    const { status, text } = await verified(path);
    expect([status, text]).toEqual([1, expect.stringContaining('link is no plain file')]);
  });
});

function bumped(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return value.slice(1);
  return String(value).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
}

describe('the proof between two checkpoints', () => {
  it('holds from a noted one to the newest', async () => {
    const proven = await withCase(caseFile, async ({ client }) => {
      const { checkpoints } = await client
        .call('case.checkpoints', { before: null, limit: 1 })
        .then((result) => (assert(result.ok, 'listed'), result.value));
      return client.call('case.proveConsistency', {
        from: noted,
        to: String(checkpoints[0]?.id),
      });
    });
    assert(proven.ok, proven.ok ? '' : proven.error.message);
    const shape = consistencyShape(proven.value);
    expect(schemaErrors('prove', shape)).toEqual([]);
    expect(shape.from.size).toBe(LINES);
    const good = await verified(written('c.json', JSON.stringify(shape)));
    expect([good.status, good.text]).toEqual([0, expect.stringContaining('the first 700 of 1400')]);
    const bad = { ...shape, hashes: shape.hashes.toReversed() };
    expect((await verified(written('c.json', JSON.stringify(bad)))).status).toBe(1);
  });

  it('is refused where the case does not continue the checkpoint', async () => {
    const refused = await withCase(caseFile, ({ client }) =>
      client.call('case.proveConsistency', { from: `${LINES}:${'ab'.repeat(32)}`, to: '1' }),
    );
    expect(refused).toMatchObject({ ok: false, error: { code: 'prove.inconsistent' } });
  });
});

describe('an evidence package', () => {
  it('holds as it is and unpacked, with its originals and a checkpoint noted before', async () => {
    const note = written('noted.txt', noted.replaceAll('\n', '\r\n'));
    for (const path of [whole, await unpacked(whole, 'unpacked')]) {
      const { status, text } = await verified(path, '--checkpoint', note);
      expect(text).not.toContain('FAILED');
      expect(status).toBe(0);
      expect(text).toContain('700 of 1400, each as it was sealed');
      expect(text).toContain('ok      originals/E02/b.jsonl');
      expect(text).toContain('all 700 records that it covers are in this tree');
    }
  });

  it('is the same bytes when it is made again', async () => {
    const again = await packaged({ kind: 'exhibits', exhibits: ['E02'] }, 'again.zip');
    expect(readFileSync(again.path).equals(readFileSync(whole))).toBe(true);
    expect(again.sha256).toBe(createHash('sha256').update(readFileSync(whole)).digest('hex'));
    expect(schemaErrors('package', again)).toEqual([]);
  });

  it.each<[string, Input<'package.make'>['choice'], number]>([
    ['all events', { kind: 'all' }, 2 * LINES],
    ['the events that a query finds', { kind: 'query', query: 'n:7' }, 2],
    ['no event at all', { kind: 'query', query: 'n:99999' }, 0],
  ])('of %s holds', async (what, choice, events) => {
    const made = await packaged(choice, `${what}.zip`);
    expect(made.events).toBe(events);
    const { status, text } = await verified(made.path);
    expect(text).not.toContain('FAILED');
    expect([status, text]).toEqual([0, expect.stringContaining(`${events} of 1400`)]);
  });

  it('of an incident holds its report, dated by the checkpoint, and is the same bytes again', async () => {
    const incident = join(folder.path, 'incident.sealwatch');
    copyFileSync(caseFile, incident);
    const id = await withCase(incident, async ({ client }) => {
      const asked = { title: 'Two records', alertIds: [], eventIds: [3, 705] };
      const opened = await client.call('incidents.open', asked);
      assert(opened.ok, opened.ok ? '' : opened.error.message);
      return opened.value.id;
    });
    const choice = { kind: 'incident', id } as const;
    const one = await packaged(choice, 'i1.zip', incident);
    const two = await packaged(choice, 'i2.zip', incident);
    expect([one.events, one.sha256]).toEqual([2, two.sha256]);
    const { status, text } = await verified(one.path);
    expect([status, text]).toEqual([0, expect.stringContaining(`report/${id}.pdf`)]);
  });

  it('gets a name of its own in a folder', async () => {
    const shelf = join(folder.path, 'shelf');
    mkdirSync(shelf);
    const choice = { kind: 'query', query: 'n:7' } as const;
    const paths = [await packaged(choice, 'shelf'), await packaged(choice, 'shelf')];
    expect(paths.map(({ path }) => path)).toEqual([
      join(shelf, 'evidence-case.zip'),
      join(shelf, 'evidence-case-2.zip'),
    ]);
  });

  it('fails with a flipped bit anywhere', { timeout: 60_000 }, async () => {
    const small = await packaged({ kind: 'query', query: 'n:7' }, 'small.zip');
    const bytes = readFileSync(small.path);
    const path = join(folder.path, 'flipped.zip');
    // Every byte of the structure at both ends, and a spread over all that lies between.
    const places = new Set<number>();
    for (let at = 0; at < 400; at++) places.add(at).add(bytes.length - 1 - at);
    for (let at = 0; at < bytes.length; at += 211) places.add(at);
    for (const at of places) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << at % 8);
      writeFileSync(path, flipped);
      const { status } = await verified(path);
      if (status !== 1) expect([at, status]).toEqual([at, 1]);
    }
    for (const cut of [1, 22, 1_000]) {
      expect((await verified(written('cut.zip', bytes.subarray(0, -cut)))).status).toBe(1);
    }
    const longer = written('longer.zip', Buffer.concat([bytes, Buffer.from('x')]));
    expect((await verified(longer)).status).toBe(1);
  });

  it('fails unpacked where a file is added, taken out or changed with its hash', async () => {
    const path = await unpacked(whole, 'meddled');
    written('meddled/extra.txt', 'x');
    expect((await verified(path)).text).toContain('does not list extra.txt');
    const sums = readFileSync(join(path, 'SHA256SUMS'), 'utf8');
    const readme = 'Nothing to see.';
    const hash = createHash('sha256').update(readme).digest('hex');
    written('meddled/README.txt', readme);
    written('meddled/SHA256SUMS', sums.replace(/^.{64}(?= {2}README)/m, hash));
    expect((await verified(path)).text).toContain('FAILED  the manifest');
  });

  it('fails against a checkpoint of a case that was written anew', async () => {
    const other = join(folder.path, 'other.sealwatch');
    await withCase(other, async ({ app, client }) => {
      const files = [app.mintToken(join(folder.path, 'b.jsonl'))];
      const done = await client.call('evidence.import', { files });
      assert(done.ok, 'the evidence opens');
    });
    const made = await packaged({ kind: 'all' }, 'other.zip', other);
    const note = written('noted.txt', noted);
    expect((await verified(made.path)).status).toBe(0);
    const { status, text } = await verified(made.path, '--checkpoint', note);
    expect([status, text]).toEqual([1, expect.stringContaining('FAILED  the noted checkpoint')]);
  });

  it('is refused for an event that was changed, naming it, and leaves no file behind', async () => {
    const changed = join(folder.path, 'changed.sealwatch');
    copyFileSync(caseFile, changed);
    const db = new Database(changed);
    db.exec('UPDATE leaf_hash SET hashes = zeroblob(8192) WHERE idx = 0');
    db.close();
    const name = join(folder.path, 'never.zip');
    const made = await withCase(changed, ({ app, client }) =>
      client.call('package.make', { out: app.mintToken(name), choice: { kind: 'all' } }),
    );
    expect(made).toMatchObject({ ok: false, error: { code: 'package.altered' } });
    expect([existsSync(name), existsSync(`${name}.part`)]).toEqual([false, false]);
  });
});
