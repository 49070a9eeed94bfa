import { describe, expect, it } from 'vitest';
import { createEventRows } from '../../../../renderer/features/timeline/event-rows.ts';
import {
  anchorBefore,
  refined,
  rowMapOf,
  stretchToRefine,
  withPage,
} from '../../../../renderer/features/timeline/row-map.model.ts';
import { timeUs } from '../../../../shared/base/time.ts';
import type { Client } from '../../../../shared/contract/client.ts';
import type { Histogram } from '../../../../shared/contract/areas/events.ts';
import { rangeOf } from '../../../../shared/timeline/range.ts';

function histogram(fromUs: number, bucketUs: number, counts: readonly number[]): Histogram {
  return {
    fromUs: timeUs(fromUs),
    toUs: timeUs(fromUs + bucketUs * counts.length),
    bucketUs,
    series: [{ name: '', counts: [...counts] }],
    total: counts.reduce((sum, count) => sum + count, 0),
    undated: 0,
  };
}

describe('where the n-th event is', () => {
  const range = rangeOf(0, 400);
  const map = rowMapOf(range, histogram(0, 100, [10, 0, 5_000, 3]));

  it('is at the start of a bucket, with everything before it counted', () => {
    expect(map.total).toBe(5_013);
    expect(anchorBefore(map, 12)).toEqual({ index: 10, fromUs: 200, cursor: null });
    expect(anchorBefore(map, 5_012)).toEqual({ index: 5_010, fromUs: 300, cursor: null });
  });
  it('is looked up more finely where the next known place is too far away', () => {
    expect(stretchToRefine(map, 60, 100)).toBeUndefined();
    const stretch = stretchToRefine(map, 3_000, 100);
    expect(stretch).toEqual({ startIndex: 10, range: { fromUs: 200, toUs: 300 } });
    if (!stretch) return;
    const finer = refined(map, stretch, histogram(200, 25, [1_000, 1_000, 2_000, 1_000]));
    expect(anchorBefore(finer, 3_000)).toEqual({ index: 2_010, fromUs: 250, cursor: null });
  });
  it('is not cut finer than a microsecond', () => {
    const instant = rowMapOf(rangeOf(0, 1), histogram(0, 1, [9_000]));
    expect(stretchToRefine(instant, 8_000, 100)).toBeUndefined();
  });
  it('is taught by every page, and pages decide where the end is', () => {
    const next = withPage(map, { index: 10, fromUs: timeUs(200), cursor: null }, 400, 'c1');
    expect(anchorBefore(next, 450)).toEqual({ index: 410, fromUs: 200, cursor: 'c1' });
    expect(withPage(map, { index: 5_010, fromUs: timeUs(300), cursor: null }, 1, null).total).toBe(
      5_011,
    );
  });
});

/** A case with one event each ten microseconds, and none of it in memory. */
function uniformCase(total: number) {
  const calls: string[] = [];
  const client = {
    async call(
      name: string,
      input: {
        fromUs: number;
        toUs: number;
        cursor?: string | null;
        buckets?: number;
        limit?: number;
      },
    ) {
      calls.push(name);
      await Promise.resolve();
      const firstFrom = (us: number) => Math.min(total, Math.max(0, Math.ceil(us / 10)));
      if (name === 'timeline.histogram') {
        const bucketUs = Math.max(1, Math.ceil((input.toUs - input.fromUs) / (input.buckets ?? 1)));
        const buckets = Math.ceil((input.toUs - input.fromUs) / bucketUs);
        const edge = (index: number) =>
          firstFrom(Math.min(input.toUs, input.fromUs + index * bucketUs));
        const counts = Array.from({ length: buckets }, (_, index) => edge(index + 1) - edge(index));
        return { ok: true, value: histogram(input.fromUs, bucketUs, counts) };
      }
      if (name === 'events.count') return { ok: true, value: { total: firstFrom(input.toUs) } };
      const start = input.cursor ? Number(input.cursor) : firstFrom(input.fromUs);
      const end = Math.min(firstFrom(input.toUs), start + (input.limit ?? 0));
      const rows = Array.from({ length: end - start }, (_, index) => ({ id: start + index + 1 }));
      return {
        ok: true,
        value: { rows, next: end < firstFrom(input.toUs) ? String(end) : null, total: null },
      };
    },
    onNotice: () => () => undefined,
  };
  return { calls, client: client as unknown as Client };
}

async function settled(isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !isDone(); turn++) await Promise.resolve();
  expect(isDone()).toBe(true);
}

describe('rows of ten million events', () => {
  it('are right wherever the scroll bar stands, after a handful of questions', async () => {
    const total = 10_000_000;
    const { calls, client } = uniformCase(total);
    const rows = createEventRows(client, '', rangeOf(0, total * 10));
    rows.subscribe(() => undefined);
    await settled(() => rows.at(50) !== undefined && !rows.state().loading);
    expect(rows.state().total).toBe(total);
    for (const index of [7_340_112, total - 1, 3, 5_000_000]) {
      const before = calls.length;
      rows.want(index, index);
      await settled(() => rows.at(index) !== undefined && !rows.state().loading);
      expect(rows.at(index)?.id).toBe(index + 1);
      expect(calls.length - before).toBeLessThan(8);
    }
  });
  it('are found again by time and by number', async () => {
    const { client } = uniformCase(1_000);
    const rows = createEventRows(client, '', rangeOf(0, 10_000));
    rows.subscribe(() => undefined);
    const index = await rows.indexAtTime(5_000);
    expect(index).toBe(500);
    expect(await rows.indexOf({ id: 503, timeUs: 5_020 })).toBe(502);
    expect(rows.at(502)).toBeUndefined();
  });
  it('are not found where they are not listed', async () => {
    const { client } = uniformCase(1_000);
    const rows = createEventRows(client, '', rangeOf(1_000, 2_000));
    expect(await rows.indexOf({ id: 503, timeUs: 5_020 })).toBeUndefined();
    expect(await rows.indexOf({ id: 4_711, timeUs: 1_500 })).toBeUndefined();
    expect(await rows.indexOf({ id: 503, timeUs: null })).toBeUndefined();
  });
  it('are told apart within one instant, however many share it', async () => {
    const total = 12_000;
    const client = {
      async call(name: string, input: { cursor: string | null; limit: number }) {
        await Promise.resolve();
        if (name === 'events.count') return { ok: true, value: { total: 7 } };
        const start = Number(input.cursor ?? 0);
        const end = Math.min(total, start + input.limit);
        const rows = Array.from({ length: end - start }, (_, at) => ({ id: start + at + 100 }));
        return { ok: true, value: { rows, next: end < total ? String(end) : null } };
      },
      onNotice: () => () => undefined,
    } as unknown as Client;
    const rows = createEventRows(client, '', rangeOf(0, 10_000));
    expect(await rows.indexOf({ id: 11_100, timeUs: 4_000 })).toBe(7 + 11_000);
  });
  it('ask for nothing before somebody looks, and for nothing after they are closed', async () => {
    const { calls, client } = uniformCase(1_000);
    const rows = createEventRows(client, '', rangeOf(0, 10_000));
    expect(calls).toHaveLength(0);
    rows.subscribe(() => undefined);
    rows.close();
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).toHaveLength(1);
  });
});
