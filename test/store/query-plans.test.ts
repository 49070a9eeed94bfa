import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHUNK_SQL,
  CHUNKS_SQL,
  SPAN_SQL,
  STAND_SQL,
  ZONES_SQL,
} from '../../electron/store/column-reader.ts';
import { ALERTS_OF_EVENT_SQL } from '../../electron/store/alerts.ts';
import {
  BLOCK_OF_SQL,
  COUNT_SQL,
  FRAME_OF_SQL,
  TERMS_OF_SQL,
  TERMS_SQL,
} from '../../electron/store/events.ts';
import { FILE_SQL, VERIFICATION_ID_SQL } from '../../electron/store/sources.ts';
import { SLICE_SQL } from '../../electron/store/text-index.ts';
import { openWriter, type WriterConnection } from '../../electron/store/connection.ts';

let folder = '';
let writer: WriterConnection;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-plans-'));
  writer = openWriter(join(folder, 'plans.sealwatch'));
});
afterAll(() => {
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

function planOf(sql: string): string {
  const places = [...sql.matchAll(/\?/g)].map(() => 1);
  return writer.db
    .prepare<number[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...places)
    .map((row) => row.detail)
    .join('; ');
}

describe('the plans of hot queries', () => {
  it('where blocks lie in time is read from an index, without their bytes', () => {
    expect(planOf(ZONES_SQL)).toMatch(/SEARCH block USING COVERING INDEX block_zone/);
    expect(planOf(ZONES_SQL)).not.toMatch(/TEMP B-TREE/);
    expect(planOf(SPAN_SQL)).toMatch(/SCAN block USING COVERING INDEX block_zone/);
    expect(planOf(STAND_SQL)).toMatch(/SCAN block USING COVERING INDEX block_zone/);
    expect(planOf(COUNT_SQL)).toMatch(/SCAN block USING COVERING INDEX block_zone/);
  });

  it('a column is read chunk after chunk, in the order in which it is stored', () => {
    const plan = planOf(CHUNKS_SQL);
    expect(plan).toMatch(/SEARCH column_chunk USING PRIMARY KEY \(column=\? AND block_id>\?\)/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
    expect(planOf(CHUNK_SQL)).toMatch(/USING PRIMARY KEY \(column=\? AND block_id=\?\)/);
  });

  it('words are read in the order of their numbers', () => {
    expect(planOf(TERMS_OF_SQL)).toMatch(/SEARCH t USING INTEGER PRIMARY KEY \(rowid=\?\)/);
    expect(planOf(TERMS_SQL)).toMatch(/SEARCH term USING INTEGER PRIMARY KEY \(rowid>\?\)/);
  });

  it('what is said of the alerts of an event is read without their findings', () => {
    const plan = planOf(ALERTS_OF_EVENT_SQL);
    expect(plan).toMatch(/SEARCH e USING PRIMARY KEY \(event_id=\?\)/);
    expect(plan).toMatch(/SEARCH a USING COVERING INDEX alert_title \(id=\?\)/);
  });

  it('one file of an exhibit of thousands is found by its number', () => {
    expect(planOf(FILE_SQL)).toMatch(/SEARCH file USING PRIMARY KEY \(source_id=\? AND idx=\?\)/);
  });

  it('the block of an event is found by its first event', () => {
    expect(planOf(BLOCK_OF_SQL)).toMatch(/SEARCH block USING .*INDEX/);
    expect(planOf(BLOCK_OF_SQL)).not.toMatch(/TEMP B-TREE/);
  });

  it('where the records of a block lie is found the same way', () => {
    expect(planOf(FRAME_OF_SQL)).toMatch(/SEARCH block USING .*INDEX/);
    expect(planOf(FRAME_OF_SQL)).not.toMatch(/TEMP B-TREE/);
  });

  it('whether an exhibit was verified anew is read without the result', () => {
    expect(planOf(VERIFICATION_ID_SQL)).toMatch(
      /SEARCH verification USING COVERING INDEX verification_by_source/,
    );
  });

  it('the bits of a run of characters are one row', () => {
    expect(planOf(SLICE_SQL)).toMatch(/SEARCH text_slice USING INTEGER PRIMARY KEY/);
  });
});
