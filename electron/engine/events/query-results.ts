// The answers to queries over the case: for each row whether it matches. Columns say it for most rows
// at once; what they leave open is read block by block, when a page needs that block or when a count
// needs all of them. Kept per query text, and carried over when the case grows.

import { FailureError, failure, type Result } from '../../../shared/base/result.ts';
import { MAYBE, NO, YES } from '../../../shared/query/certainty.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import type { RecordTest } from '../../../shared/query/query-plan.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { giveBack } from '../../intake/give-back.ts';
import type { BlockReader } from './block-reader.ts';
import type { BlockTexts } from './block-texts.ts';
import type { EventTable } from './event-table.ts';
import { viewOf, type EventViews } from './event-views.ts';
import { scanRecords } from './record-scan.ts';
import { statesInBlocks } from './matching-rows.ts';
import { bindToTable, planned, type PlannedQuery, type RowStates } from './row-states.ts';
import type { TextIndex } from '../text-index/text-index.ts';

export interface QueryResult {
  readonly table: EventTable;
  /** NO, MAYBE or YES per row; MAYBE goes as blocks are decided. */
  readonly states: Uint8Array;
  /** Not 0 for each block of the table in which a row matched or might have when the query was asked. */
  readonly candidates: Uint8Array;
  /** Blocks with rows that are still MAYBE. */
  readonly open: () => number;
  /** Has a block, by its place in the table, unpacked on another thread: it is decided soon. */
  begin(block: number): void;
  /** Reads a block and decides all of its rows. Throws FailureError. */
  decide(block: number): Promise<void>;
  isOpen(block: number): boolean;
}

const KEPT_RESULTS = 12;
/** Of all kept results together: each takes a byte a row. */
const KEPT_BYTES = 256 * 1024 * 1024;

export function createQueryResults(
  store: CaseReader,
  views: EventViews,
  texts: BlockTexts,
  index: TextIndex,
  blocks: BlockReader,
) {
  // Least recently used first.
  const kept = new Map<string, QueryResult>();

  return {
    /** Nothing for a query that every event matches. Throws FailureError where it does not parse. */
    of(table: EventTable, queryText: string): QueryResult | undefined {
      const key = queryText.trim();
      if (key === '') return undefined;
      const known = kept.get(key);
      kept.delete(key);
      if (known?.table === table) {
        kept.set(key, known);
        return known;
      }
      const query = planned(parsedOrThrow(parseQuery(key)));
      const result = resultOf(query, table, known, { store, views, texts, index, blocks });
      kept.set(key, result);
      const most = Math.max(1, Math.min(KEPT_RESULTS, Math.floor(KEPT_BYTES / table.rows)));
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
      return result;
    },
  };
}

export type QueryResults = ReturnType<typeof createQueryResults>;

export function parsedOrThrow<T>(
  result: Result<T, { readonly code: string; readonly message: string; readonly position: number }>,
): T {
  if (result.ok) return result.value;
  const { code, message, position } = result.error;
  throw new FailureError(failure(code, `${message} (at character ${String(position + 1)})`));
}

interface Sources {
  readonly store: CaseReader;
  readonly views: EventViews;
  readonly texts: BlockTexts;
  readonly index: TextIndex;
  readonly blocks: BlockReader;
}

function resultOf(
  query: PlannedQuery,
  table: EventTable,
  before: QueryResult | undefined,
  { store, views, texts, index, blocks }: Sources,
): QueryResult {
  const exhibits = new Map(store.sources.all().map((source) => [source.id, source.exhibit]));
  const exhibitOf = (id: number) => exhibits.get(id) ?? '';
  const rowStates = bindToTable(query.plan, table, exhibitOf);
  const states = new Uint8Array(table.rows);
  index.refresh();
  const from = before && isGrownFrom(before.table, table) ? before.table.rows : 0;
  if (before && from > 0) states.set(before.states.subarray(0, from));
  fillFromColumns(rowStates, table, states, from, index);

  const candidates = statesInBlocks(table, states);
  const open = candidates.map((found) => found & MAYBE);
  let openBlocks = open.reduce((sum, each) => sum + each, 0);

  return {
    table,
    states,
    candidates,
    open: () => openBlocks,
    isOpen: (block) => open[block] === 1,
    begin(block) {
      const zone = table.blocks[block];
      if (zone && open[block] === 1) texts.begin(zone);
    },
    async decide(block) {
      const zone = table.blocks[block];
      if (!zone || open[block] !== 1) return;
      const text = await texts.take(zone);
      // Another query may have decided it meanwhile.
      if (open[block] !== 1) return;
      const start = table.starts[block] ?? 0;
      const known = states.subarray(start, start + zone.count);
      const context = { exhibit: exhibitOf(zone.sourceId) };
      for (const { first, behind } of undecidedStretches(known)) {
        const part = text.part(first, behind);
        const scanned = new Uint8Array(behind - first);
        const asked = new Map<RecordTest, Uint8Array>();
        rowStates.fill(start + first, behind - first, scanned, (record, into) => {
          const answer = asked.get(record) ?? scanRecords(part, record);
          asked.set(record, answer);
          into.set(answer);
        });
        for (let slot = first; slot < behind; slot++) {
          if (known[slot] !== MAYBE) continue;
          let state = scanned[slot - first] ?? MAYBE;
          if (state === MAYBE) {
            const view = viewOf(views.read(text.block, slot));
            state = query.matches(view, context) ? YES : NO;
          }
          known[slot] = state;
        }
      }
      open[block] = 0;
      openBlocks--;
      // Whoever looks for rows will show them.
      if (known.includes(YES)) blocks.offer(text.block);
      else giveBack(text.block.bytes);
    },
  };
}

/** Records that are decided are looked at too where few of them lie between two that are not. */
const LOOKED_OVER = 256;

/** Where records of a block are MAYBE. */
function* undecidedStretches(
  states: Uint8Array,
): Generator<{ readonly first: number; readonly behind: number }> {
  let first = states.indexOf(MAYBE);
  while (first >= 0) {
    let behind = first + 1;
    let next = states.indexOf(MAYBE, behind);
    while (next >= 0 && next - behind <= LOOKED_OVER) {
      behind = next + 1;
      next = states.indexOf(MAYBE, behind);
    }
    yield { first, behind };
    first = next;
  }
}

/** Blocks are only added, unless some were taken out. */
function isGrownFrom(before: EventTable, now: EventTable): boolean {
  const last = before.blocks.length - 1;
  return last >= 0 && before.blocks[last] === now.blocks[last] && before.rows <= now.rows;
}

/** Where the index says that a run of characters is not in a group of records, they need no reading. */
function fillFromColumns(
  rowStates: RowStates,
  table: EventTable,
  states: Uint8Array,
  from: number,
  index: TextIndex,
): void {
  const asked = new Map<RecordTest, ReturnType<TextIndex['mayHold']>>();
  let row = from;
  while (row < table.rows) {
    const stretch = index.stretchAt(table, row);
    rowStates.fillAll(row, stretch.end, states, (record, into) => {
      if (stretch.group === undefined || record.kind !== 'text' || record.needle === '') {
        into.fill(MAYBE);
        return;
      }
      let mayHold = asked.get(record);
      if (!mayHold) {
        mayHold = index.mayHold(record.needle);
        asked.set(record, mayHold);
      }
      into.fill(mayHold(stretch.group) ? MAYBE : NO);
    });
    row = stretch.end;
  }
}
