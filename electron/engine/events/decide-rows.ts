// Reads the blocks that a query still needs, slice by slice. A search that only reading every record
// can answer has a budget of time, and says so when it is used up.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { createSlices, type QueryContext } from '../query-context.ts';
import type { Range } from './matching-rows.ts';
import type { QueryResult } from './query-results.ts';

/** Time that one query may spend on reading records, whoever asks for it. */
const BUDGET_MS = 60_000;
const BUDGET_MS_PER_MILLION = 30_000;

/** Blocks that others unpack while one is looked at. */
export const UNPACKED_AHEAD = 2;

/** Whether every row of the range is decided. */
export function isDecided(result: QueryResult, range: Range): boolean {
  if (result.open() === 0) return true;
  for (let block = 0; block < result.table.blocks.length; block++) {
    if (result.isOpen(block) && reaches(result, block, range)) return false;
  }
  return true;
}

/** Decides every row of the range. Throws FailureError: cancelled, damaged, over the budget. */
export async function decideRange(
  result: QueryResult,
  range: Range,
  context: QueryContext,
): Promise<void> {
  if (result.open() === 0) return;
  const slices = createSlices(context);
  const { blocks } = result.table;
  let reported = performance.now();
  for (let block = 0; block < blocks.length; block++) {
    if (!result.isOpen(block) || !reaches(result, block, range)) continue;
    for (let ahead = 0, next = block; ahead < UNPACKED_AHEAD && ++next < blocks.length;) {
      if (!result.isOpen(next) || !reaches(result, next, range)) continue;
      result.begin(next);
      ahead++;
    }
    await decideBlock(result, block);
    if (performance.now() - reported > 100) {
      reported = performance.now();
      context.progress({
        phase: 'search',
        done: result.table.starts[block + 1] ?? 0,
        total: result.table.rows,
        unit: 'events',
        note: '',
      });
    }
    await slices.pause();
  }
}

const spentMs = new WeakMap<QueryResult, number>();

/** Throws FailureError, `query.budget`, where the query has used up its time. */
export async function decideBlock(result: QueryResult, block: number): Promise<void> {
  const spent = spentMs.get(result) ?? 0;
  const { rows } = result.table;
  if (spent > BUDGET_MS + (rows / 1e6) * BUDGET_MS_PER_MILLION) {
    throw new FailureError(
      failure(
        'query.budget',
        `The search was stopped after ${String(Math.round(spent / 1_000))} s with ${String(result.open())} of ${String(result.table.blocks.length)} blocks unread; narrow it by a field, a word or a shorter range.`,
      ),
    );
  }
  const started = performance.now();
  await result.decide(block);
  spentMs.set(result, spent + performance.now() - started);
}

function reaches(result: QueryResult, block: number, { fromUs, toUs }: Range): boolean {
  if (fromUs === null && toUs === null) return true;
  const zone = result.table.blocks[block];
  if (!zone || zone.firstUs === null || zone.lastUs === null) return false;
  return (fromUs === null || zone.lastUs >= fromUs) && (toUs === null || zone.firstUs < toUs);
}
