import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import { openBlock } from '../../../electron/engine/events/block-reader.ts';
import { openCaseReader } from '../../../electron/store/case-store.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('again');
afterAll(() => folder.remove());

let place = '';
let count = 0;
beforeEach(() => {
  place = join(folder.path, String(++count));
  mkdirSync(place);
});

const line = (n: number, text = `line ${String(n)}`): string =>
  `${JSON.stringify({ time: new Date(Date.UTC(2026, 5, 1) + n * 1_000).toISOString(), text })}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('');

async function opened(path: string) {
  const { app, client } = await openApp(place, { caseFile: join(place, 'case.sealwatch') });
  const answer = await client.call('evidence.import', { files: [app.mintToken(path)] });
  await app.close();
  assert(answer.ok, answer.ok ? '' : answer.error.message);
  return answer.value.sources.map(({ source, alreadyThere, added, otherThan }) => ({
    exhibit: source.exhibit,
    events: source.events,
    sha256: source.sha256,
    files: source.files,
    alreadyThere,
    ...(added && { added }),
    ...(otherThan !== undefined && { otherThan }),
  }));
}

/** What the case holds, in the order of its events. */
function held() {
  const reader = openCaseReader(join(place, 'case.sealwatch'));
  const records = reader.events.blockIds().flatMap((id) => {
    const block = reader.events.block(id);
    assert(block, 'a listed block is there');
    const open = openBlock(block);
    return Array.from({ length: open.count }, (_, slot) => ({
      source: open.sourceId,
      file: open.frame.fileIndex[slot],
      position: open.frame.positions[slot],
      text: Buffer.from(open.record(slot)).toString(),
    }));
  });
  const additions = reader.sources.additions(1);
  const audit = [...reader.audit.all()].map((entry) => `${entry.act}: ${entry.detail}`);
  const blocks = reader.events.blockIds().length;
  reader.close();
  return { records, additions, audit, blocks };
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

describe('importing a path again', () => {
  it('adds nothing where nothing changed, whatever the time of change says', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.jsonl'), lines(0, 5));
    writeFileSync(join(logs, 'b.jsonl'), lines(5, 9));
    await opened(logs);
    utimesSync(join(logs, 'a.jsonl'), 1, 1);
    expect(await opened(logs)).toMatchObject([{ exhibit: 'E01', events: 9, alreadyThere: true }]);
    expect(held().records).toHaveLength(9);
  });

  it('adds nothing for a copy that lies elsewhere', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.jsonl'), lines(0, 5));
    await opened(logs);
    cpSync(logs, join(place, 'copy'), { recursive: true });
    expect(await opened(join(place, 'copy'))).toMatchObject([
      { exhibit: 'E01', alreadyThere: true },
    ]);
  });

  it('adds the new files of a folder to its exhibit', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'b.jsonl'), lines(0, 5));
    await opened(logs);
    writeFileSync(join(logs, 'a.jsonl'), lines(5, 7));
    const [answer, ...others] = await opened(logs);
    expect(others).toEqual([]);
    expect(answer).toMatchObject({
      exhibit: 'E01',
      events: 7,
      files: 2,
      added: { events: 2, rejected: 0 },
    });
    const { records, additions, audit } = held();
    expect(records.map((each) => each.file)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(additions).toMatchObject([{ files: 1, events: 2, bytes: lines(5, 7).length }]);
    expect(audit.filter((entry) => entry.startsWith('evidence added'))).toHaveLength(1);
    expect(await opened(logs)).toMatchObject([{ exhibit: 'E01', alreadyThere: true }]);
  });

  it('reads only the new lines of a file that grew, at their own places', async () => {
    const log = join(place, 'app.jsonl');
    writeFileSync(log, lines(0, 4));
    const before = statSync(log).size;
    await opened(log);
    appendFileSync(log, lines(4, 6));
    expect(await opened(log)).toMatchObject([
      { exhibit: 'E01', events: 6, added: { events: 2 }, sha256: sha256(readFileSync(log)) },
    ]);
    const { records, additions } = held();
    expect(records[4]).toMatchObject({ file: 0, position: before, text: line(4).trim() });
    expect(records).toHaveLength(6);
    expect(additions).toMatchObject([{ sha256: sha256(lines(4, 6)), bytes: lines(4, 6).length }]);
    appendFileSync(log, lines(6, 7));
    expect(await opened(log)).toMatchObject([{ exhibit: 'E01', events: 7, added: { events: 1 } }]);
  });

  it('opens an edited file as a new exhibit and says so', async () => {
    const log = join(place, 'app.jsonl');
    writeFileSync(log, lines(0, 4));
    const { mtime } = statSync(log);
    await opened(log);
    writeFileSync(log, lines(0, 4).replace('line 2', 'LINE 2'));
    utimesSync(log, mtime, mtime);
    expect(await opened(log)).toMatchObject([{ exhibit: 'E02', events: 4, otherThan: 'E01' }]);
    expect(held().audit.some((entry) => entry.includes('other content than E01'))).toBe(true);
    expect(await opened(log)).toMatchObject([{ alreadyThere: true }]);
    expect(held().records).toHaveLength(8);
  });

  it('opens only what was edited of a folder, beside what is new in it', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(logs, `${name}.jsonl`), lines(0, 3));
    await opened(logs);
    writeFileSync(join(logs, 'b.jsonl'), `${line(9)}${lines(0, 3)}`);
    writeFileSync(join(logs, 'd.jsonl'), lines(0, 1));
    expect(await opened(logs)).toMatchObject([
      { exhibit: 'E01', events: 10, added: { events: 1 } },
      { exhibit: 'E02', events: 4, files: 1, otherThan: 'E01' },
    ]);
    expect(await opened(logs)).toMatchObject([{ alreadyThere: true }]);
  });

  it('takes a file that grew within its last line for an edited one', async () => {
    const log = join(place, 'app.jsonl');
    writeFileSync(log, lines(0, 4).trimEnd());
    await opened(log);
    writeFileSync(log, lines(0, 6));
    expect(await opened(log)).toMatchObject([{ exhibit: 'E02', events: 6, otherThan: 'E01' }]);
  });

  it('reads a file that was empty before into the same exhibit', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.jsonl'), lines(0, 3));
    writeFileSync(join(logs, 'b.jsonl'), '');
    await opened(logs);
    writeFileSync(join(logs, 'b.jsonl'), lines(3, 5));
    expect(await opened(logs)).toMatchObject([{ exhibit: 'E01', events: 5, added: { events: 2 } }]);
    expect(await opened(logs)).toMatchObject([{ alreadyThere: true }]);
  });

  it('keeps what it has of a file that is gone', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    for (const name of ['a', 'b']) writeFileSync(join(logs, `${name}.jsonl`), lines(0, 3));
    await opened(logs);
    rmSync(join(logs, 'a.jsonl'));
    expect(await opened(logs)).toMatchObject([{ exhibit: 'E01', events: 6, alreadyThere: true }]);
  });
});

describe('a folder of many small files', () => {
  it('is kept in few blocks', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    for (let n = 0; n < 300; n++) {
      writeFileSync(join(logs, `${String(n).padStart(3, '0')}.jsonl`), lines(n * 3, n * 3 + 3));
    }
    expect(await opened(logs)).toMatchObject([{ events: 900, files: 300 }]);
    expect(held().blocks).toBe(1);
  });
});
