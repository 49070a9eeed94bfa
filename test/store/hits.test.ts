import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../shared/base/result.ts';
import { openCaseWriter, type CaseWriter } from '../../electron/store/case-store.ts';
import { makeKey } from '../../electron/store/cipher.ts';
import { openWriter } from '../../electron/store/connection.ts';
import { ADD_HITS_SQL, HITS_SQL, MATCHED_SQL, packHits } from '../../electron/store/hits.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-hits-'));
  path = join(folder, 'c.sealwatch');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

/** Of one exhibit with so many blocks of one record. */
function withBlocks(count: number, key?: Parameters<typeof openCaseWriter>[1]): CaseWriter {
  const store = openCaseWriter(path, key);
  const custody = {} as never;
  const sourceId = store.sources.add({
    name: 'a',
    path: '/a',
    options: {},
    custody,
    addedAtUs: 0 as never,
  });
  for (let n = 0; n < count; n++) {
    store.events.addBlock({
      sourceId,
      firstEvent: n + 1,
      count: 1,
      firstUs: n,
      lastUs: n,
      rawBytes: 0,
      sha256: bytes('s'),
      chain: bytes('c'),
      frame: bytes('f'),
      payload: bytes('p'),
    });
  }
  return store;
}

describe('hits of rules in the case', () => {
  it('are kept by block and by the list of rules that were looked for', () => {
    const store = withBlocks(2);
    const one = store.hits.setOf(['a', 'b']);
    const other = store.hits.setOf(['c']);
    expect(store.hits.setOf(['a', 'b'])).toBe(one);
    store.hits.add(one, 1, packHits(bytes('first')));
    store.hits.add(one, 2, packHits(bytes('second')));
    store.hits.add(other, 2, packHits(bytes('third')));
    const { hits } = store.read;
    expect(hits.sets()).toEqual([
      { id: one, keys: ['a', 'b'] },
      { id: other, keys: ['c'] },
    ]);
    expect([...hits.matched()]).toEqual([
      [1, [one]],
      [2, [one, other]],
    ]);
    expect(Buffer.from(hits.of(2, other) ?? []).toString()).toBe('third');
    expect(hits.of(1, other)).toBeUndefined();
    store.hits.drop(one);
    expect([...hits.matched()]).toEqual([[2, [other]]]);
    store.close();
  });

  it('go with their block, and are not kept for one that is gone', () => {
    const store = withBlocks(2);
    const set = store.hits.setOf(['a']);
    for (const block of [1, 2]) store.hits.add(set, block, packHits(bytes(`in ${block}`)));
    store.transaction(() => {
      const runId = store.retention.addRun({
        sourceId: 1,
        atUs: 0 as never,
        who: 'w',
        reason: 'r',
      });
      store.retention.drop(runId, [1], 1);
    });
    store.hits.add(set, 1, packHits(bytes('too late')));
    expect([...store.read.hits.matched()]).toEqual([[2, [set]]]);
    store.close();
  });

  it('say that the case is damaged where they cannot be unpacked', () => {
    const store = withBlocks(1);
    store.hits.add(store.hits.setOf(['a']), 1, bytes('no zstd'));
    expect(() => store.read.hits.of(1, 1)).toThrow(FailureError);
    store.close();
  });

  it('are under the key of an encrypted case', async () => {
    const needle = 'needle-of-a-rule';
    const store = withBlocks(1, await makeKey('four words and a half'));
    store.hits.add(store.hits.setOf([needle]), 1, bytes(needle));
    expect(store.read.hits.sets()[0]?.keys).toEqual([needle]);
    store.close();
    expect(readFileSync(path).includes(needle)).toBe(false);
  });

  it('are found by indexes', () => {
    const { db, close } = openWriter(path);
    const planOf = (sql: string) =>
      db
        .prepare<number[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...[...sql.matchAll(/\?/g)].map(() => 1))
        .map((row) => row.detail)
        .join('; ');
    expect(planOf(HITS_SQL)).toMatch(/SEARCH block_hits USING INDEX/);
    expect(planOf(MATCHED_SQL)).toMatch(/SCAN block_hits USING COVERING INDEX/);
    expect(planOf(ADD_HITS_SQL)).toMatch(/SEARCH block USING (COVERING )?I/);
    close();
  });
});
