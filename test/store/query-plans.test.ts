import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  return writer.db
    .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => row.detail)
    .join('; ');
}

describe('the plans of hot queries', () => {
  it('a page of events seeks in the index on time and sorts nothing', () => {
    const plan = planOf(
      'SELECT id, time_us FROM event WHERE time_us >= 1 AND time_us < 9 AND (time_us, id) > (5, 3) ORDER BY time_us, id LIMIT 10',
    );
    expect(plan).toMatch(/COVERING INDEX event_by_time/);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it('the plain histogram reads the index on time alone', () => {
    expect(
      planOf(
        'SELECT CAST((time_us - 1) / 5 AS INTEGER), count(*) FROM event WHERE time_us >= 1 AND time_us < 9 GROUP BY 1',
      ),
    ).toMatch(/COVERING INDEX event_by_time/);
  });

  it('the block of an event is found by its first event', () => {
    expect(
      planOf('SELECT id FROM block WHERE first_event <= 7 ORDER BY first_event DESC LIMIT 1'),
    ).toMatch(/SEARCH block USING .*INDEX/);
  });

  it('first and last time come from the ends of the index', () => {
    expect(planOf('SELECT min(time_us) FROM event')).toMatch(/SEARCH event USING COVERING INDEX/);
  });
});
