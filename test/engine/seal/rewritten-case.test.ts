import { createHash } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import { hexOf } from '../../../shared/base/bytes.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { blockChain, type SealedBlock } from '../../../electron/engine/events/block-chain.ts';
import { clientOf, openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

// Whoever can write a case has its key. Here he uses it: a record is changed, everything that covers
// blocks is made to fit, and the program itself signs anew.

const folder = temporaryFolder('rewritten');
const original = join(folder.path, 'original.sealwatch');
const LINES = 5_000;
let head = '';

beforeAll(async () => {
  const lines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({ time: new Date(Date.UTC(2026, 5, 2) + n * 500), user: `user${n % 50}`, n }),
  );
  const path = join(folder.path, 'app.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { app, client } = await openApp(folder.path, { caseFile: original });
  const done = await client.call('evidence.import', { files: [app.mintToken(path)] });
  assert(done.ok, 'the evidence opens');
  const verified = await client.call('case.verifySeal', {});
  assert(verified.ok && verified.value.verification.head, 'a case has a head');
  head = `${verified.value.verification.head.sequence}:${verified.value.verification.head.hash}`;
  await app.close();
});
afterAll(() => folder.remove());

type Row = SealedBlock & { readonly id: number; readonly payload: Buffer };

/** Changes one letter of one record and redoes every hash but those of the tree. */
function rewrite(caseFile: string): void {
  const db = new Database(caseFile);
  db.pragma('foreign_keys = off');
  const blocks = db
    .prepare<[], Row>(
      `SELECT id, source_id AS sourceId, first_event AS firstEvent, count, raw_bytes AS rawBytes,
         sha256, frame, payload FROM block ORDER BY first_event`,
    )
    .all();
  let chain = '';
  for (const block of blocks) {
    let { sha256, payload } = block;
    const bytes = zstdDecompressSync(payload);
    const place = bytes.indexOf('"n":777}');
    if (place >= 0) {
      bytes[place + 4] = '8'.charCodeAt(0);
      sha256 = createHash('sha256').update(bytes).digest();
      payload = zstdCompressSync(bytes);
    }
    chain = blockChain(chain, { ...block, sha256 });
    db.prepare('UPDATE block SET sha256 = ?, chain = ?, payload = ? WHERE id = ?').run(
      sha256,
      Buffer.from(chain, 'hex'),
      payload,
      block.id,
    );
  }
  db.prepare("UPDATE meta SET value = ? WHERE key = 'chain'").run(JSON.stringify(chain));
  db.exec(`DELETE FROM block_seal; DELETE FROM term_seal; DELETE FROM exhibit_seal;
    DELETE FROM checkpoint;`);
  db.close();
}

async function sealOf(caseFile: string, since?: string): Promise<Verification> {
  const { app } = await openApp(folder.path, { caseFile });
  const client = clientOf(app);
  try {
    // Opened for writing, the program signs what it finds.
    await client.call('case.makeCheckpoint', {});
    const result = await client.call('case.verifySeal', since === undefined ? {} : { since });
    assert(result.ok, result.ok ? '' : result.error.message);
    return result.value.verification;
  } finally {
    await app.close();
  }
}

describe('a case rewritten by someone who signs it anew with its own key', () => {
  it('does not hold: the record is named, for the tree covers the records and not only the blocks', async () => {
    const caseFile = join(folder.path, 'forged.sealwatch');
    copyFileSync(original, caseFile);
    rewrite(caseFile);
    for (const since of [undefined, head]) {
      const verification = await sealOf(caseFile, since);
      expect(verification.verdict).toBe('altered');
      const altered = verification.entries.filter(({ verdict }) => verdict === 'altered');
      expect(altered.map(({ sequence, through }) => [sequence, through])).toEqual([[778, 778]]);
    }
  });

  it('is the only thing that changed: without the change the same case holds', async () => {
    const caseFile = join(folder.path, 'same.sealwatch');
    copyFileSync(original, caseFile);
    const verification = await sealOf(caseFile, head);
    expect(hexOf(Buffer.from(verification.head?.hash ?? '', 'hex'))).toBe(head.split(':')[1]);
    expect(verification.verdict).toBe('verified');
  });
});
