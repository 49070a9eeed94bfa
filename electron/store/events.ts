// Blocks of original bytes, and the narrow rows that say when and of what kind each event was.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import { EVENT_COLUMNS, STORED_COLUMNS, type StoredColumn } from './columns.ts';
import type { Db } from './connection.ts';

export interface Block {
  readonly id: number;
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly rawBytes: number;
  readonly sha256: Uint8Array;
  readonly chain: Uint8Array;
  /** Lengths, places, precisions of the records; written and read by the engine. */
  readonly frame: Uint8Array;
  readonly payload: Uint8Array;
}

export interface BlockRef {
  readonly id: number;
  readonly firstEvent: number;
  readonly count: number;
}

/** One narrow row, its values already words. */
export interface EventHead {
  readonly id: number;
  readonly timeUs: TimeUs | null;
  readonly sourceId: number;
  readonly values: Readonly<Record<StoredColumn, string>>;
}

/** What must hold of the columns; all of them together. Term numbers, as `terms` gives them. */
export interface ColumnFilter {
  readonly equals: readonly { readonly column: StoredColumn; readonly anyOf: readonly number[] }[];
}

export interface EventRange {
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
}

const FILTER_PORTION = 20_000;

const BLOCK_COLUMNS = `id, source_id AS sourceId, first_event AS firstEvent, count, raw_bytes AS rawBytes,
  sha256, chain, frame, payload`;

const HEAD_COLUMNS = `e.id AS id, e.time_us AS time, e.source_id AS source, ${STORED_COLUMNS.map(
  (column, index) => `t${String(index)}.value AS c${String(index)}`,
).join(', ')}`;
const HEAD_JOINS = STORED_COLUMNS.map(
  (column, index) =>
    `JOIN term t${String(index)} ON t${String(index)}.id = e.${EVENT_COLUMNS[column]}`,
).join(' ');

type HeadRow = { readonly id: number; readonly time: number | null; readonly source: number } & {
  readonly [column: string]: string | number | null;
};

function headOf(row: HeadRow): EventHead {
  const values: Partial<Record<StoredColumn, string>> = {};
  STORED_COLUMNS.forEach((column, index) => {
    values[column] = String(row[`c${String(index)}`]);
  });
  return {
    id: row.id,
    timeUs: row.time === null ? null : timeUs(row.time),
    sourceId: row.source,
    values: values as Record<StoredColumn, string>,
  };
}

export function eventReader(db: Db) {
  const blockOf = db.prepare<[number], Block>(
    `SELECT ${BLOCK_COLUMNS} FROM block WHERE first_event <= ? ORDER BY first_event DESC LIMIT 1`,
  );
  const block = db.prepare<[number], Block>(`SELECT ${BLOCK_COLUMNS} FROM block WHERE id = ?`);
  const blockIds = db.prepare<[], number>('SELECT id FROM block ORDER BY first_event').pluck();
  const indexed = db.prepare<[number, number], HeadRow>(
    `SELECT ${HEAD_COLUMNS} FROM event e ${HEAD_JOINS} WHERE e.id >= ? AND e.id < ? ORDER BY e.id`,
  );
  const indexedFrom = db
    .prepare<[number], number>('SELECT count(*) FROM event WHERE id >= ?')
    .pluck();
  const lastBlock = db.prepare<[], number | null>('SELECT max(id) FROM block').pluck();
  const blocksOf = db
    .prepare<[number], number>('SELECT id FROM block WHERE source_id = ? ORDER BY id')
    .pluck();
  const count = db.prepare<[], number>('SELECT coalesce(sum(count), 0) FROM block').pluck();
  const undated = db
    .prepare<[], number>('SELECT count(*) FROM event WHERE time_us IS NULL')
    .pluck();
  const span = db.prepare<[], { first: number | null; last: number | null }>(
    'SELECT (SELECT min(time_us) FROM event) AS first, (SELECT max(time_us) FROM event) AS last',
  );
  const byIds = db.prepare<[string], HeadRow>(
    `SELECT ${HEAD_COLUMNS} FROM event e ${HEAD_JOINS} WHERE e.id IN (SELECT value FROM json_each(?))`,
  );
  const terms = db.prepare<[], { id: number; value: string }>('SELECT id, value FROM term');
  const page = (descending: boolean) => {
    const order = descending ? 'DESC' : 'ASC';
    const beyond = descending ? '<' : '>';
    return db.prepare<
      [{ from: number; to: number; time: number; id: number; limit: number }],
      { id: number; time: number }
    >(
      `SELECT e.id, e.time_us AS time FROM event e
       WHERE e.time_us >= @from AND e.time_us < @to AND (e.time_us, e.id) ${beyond} (@time, @id)
       ORDER BY e.time_us ${order}, e.id ${order} LIMIT @limit`,
    );
  };
  const ascending = page(false);
  const descendingPage = page(true);
  const undatedPage = db.prepare<[number, number], { id: number; time: null }>(
    'SELECT id, NULL AS time FROM event WHERE time_us IS NULL AND id > ? ORDER BY id LIMIT ?',
  );
  const rangeCount = db
    .prepare<[number, number], number>(
      'SELECT count(*) FROM event WHERE time_us >= ? AND time_us < ?',
    )
    .pluck();
  const buckets = db.prepare<
    [{ from: number; to: number; width: number }],
    { bucket: number; n: number }
  >(
    `SELECT CAST((time_us - @from) / @width AS INTEGER) AS bucket, count(*) AS n FROM event
     WHERE time_us >= @from AND time_us < @to GROUP BY 1`,
  );
  const bucketsBy = (column: string) =>
    db.prepare<
      [{ from: number; to: number; width: number }],
      { bucket: number; term: number; n: number }
    >(
      `SELECT CAST((time_us - @from) / @width AS INTEGER) AS bucket, ${column} AS term, count(*) AS n
       FROM event WHERE time_us >= @from AND time_us < @to GROUP BY 1, 2`,
    );
  const facet = (column: string) =>
    db.prepare<[{ from: number; to: number; open: number }], { term: number; n: number }>(
      `SELECT ${column} AS term, count(*) AS n FROM event
       WHERE @open OR (time_us >= @from AND time_us < @to) GROUP BY 1 ORDER BY n DESC, 1`,
    );
  const term = db.prepare<[number], string>('SELECT value FROM term WHERE id = ?').pluck();

  const bounds = (range: EventRange) => ({
    from: range.fromUs ?? Number.MIN_SAFE_INTEGER,
    to: range.toUs ?? Number.MAX_SAFE_INTEGER,
  });

  return {
    blockOf: (eventId: number): Block | undefined => {
      const found = blockOf.get(eventId);
      return found && eventId < found.firstEvent + found.count ? found : undefined;
    },
    block: (id: number): Block | undefined => block.get(id),
    /** Ids of the blocks of one source, in the order of import. */
    blocksOf: (sourceId: number): number[] => blocksOf.all(sourceId),
    /** Ids of all blocks, in the order of their events. */
    blockIds: (): number[] => blockIds.all(),
    /** The narrow rows of the events from one number (included) to another (not). */
    headsBetween: (fromId: number, toId: number): EventHead[] =>
      indexed.all(fromId, toId).map(headOf),
    /** Narrow rows from this event number on. */
    headsFrom: (fromId: number): number => indexedFrom.get(fromId) ?? 0,
    /** Ids run from 1 to this one without gaps. */
    lastBlockId: (): number => lastBlock.get() ?? 0,
    count: (): number => count.get() ?? 0,
    undated: (): number => undated.get() ?? 0,
    /** First and last time of all dated events. */
    span(): { first: TimeUs; last: TimeUs } | undefined {
      const row = span.get();
      if (row?.first == null || row.last == null) return undefined;
      return { first: timeUs(row.first), last: timeUs(row.last) };
    },
    heads: (ids: readonly number[]): Map<number, EventHead> =>
      new Map(byIds.all(JSON.stringify(ids)).map((row) => [row.id, headOf(row)])),
    /** Dated events in order of time, beyond (time, id). */
    page(
      range: EventRange,
      after: { readonly time: number; readonly id: number } | null,
      limit: number,
      descending: boolean,
    ): { id: number; time: number }[] {
      const { from, to } = bounds(range);
      const start = after ?? {
        time: descending ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER,
        id: 0,
      };
      return (descending ? descendingPage : ascending).all({ from, to, ...start, limit });
    },
    undatedPage: (afterId: number, limit: number) => undatedPage.all(afterId, limit),
    countIn(range: EventRange): number {
      const { from, to } = bounds(range);
      return rangeCount.get(from, to) ?? 0;
    },
    /** Events per bucket of `widthUs`, from `fromUs` (included) to `toUs` (not). */
    histogram(fromUs: number, toUs: number, widthUs: number): { bucket: number; n: number }[] {
      return buckets.all({ from: fromUs, to: toUs, width: widthUs });
    },
    histogramBy(
      column: StoredColumn | 'source',
      fromUs: number,
      toUs: number,
      widthUs: number,
    ): { bucket: number; term: number; n: number }[] {
      const name = column === 'source' ? 'source_id' : EVENT_COLUMNS[column];
      return bucketsBy(name).all({ from: fromUs, to: toUs, width: widthUs });
    },
    facet(column: StoredColumn | 'source', range: EventRange): { term: number; n: number }[] {
      const name = column === 'source' ? 'source_id' : EVENT_COLUMNS[column];
      // An open range holds the undated events too.
      const open = range.fromUs === null && range.toUs === null ? 1 : 0;
      return facet(name).all({ ...bounds(range), open });
    },
    term: (id: number): string => term.get(id) ?? '',
    /** The whole dictionary: a number and its word; 0 is "no value". */
    terms: (): { id: number; value: string }[] => terms.all(),
    /** Ids of the events that the filter lets through, rising. */
    *filtered(filter: ColumnFilter, range: EventRange): Generator<number> {
      const parts: string[] = [];
      for (const each of filter.equals) {
        if (each.anyOf.length === 0) return;
        parts.push(`${EVENT_COLUMNS[each.column]} IN (${each.anyOf.map(String).join(', ')})`);
      }
      if (range.fromUs !== null) parts.push(`time_us >= ${String(Math.trunc(range.fromUs))}`);
      if (range.toUs !== null) parts.push(`time_us < ${String(Math.trunc(range.toUs))}`);
      const where = parts.length === 0 ? '1' : parts.join(' AND ');
      // In portions, so that the connection is free for whoever looks at the events meanwhile.
      const portion = db
        .prepare<[number], number>(
          `SELECT id FROM event WHERE id > ? AND ${where} ORDER BY id LIMIT ${String(FILTER_PORTION)}`,
        )
        .pluck();
      for (let after = 0; ;) {
        const ids = portion.all(after);
        yield* ids;
        const last = ids.at(-1);
        if (last === undefined || ids.length < FILTER_PORTION) return;
        after = last;
      }
    },
  };
}

export type EventReader = ReturnType<typeof eventReader>;

export interface NewBlock {
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly rawBytes: number;
  readonly sha256: Uint8Array;
  readonly chain: Uint8Array;
  readonly frame: Uint8Array;
  readonly payload: Uint8Array;
}

export function eventWriter(db: Db) {
  const addBlock = db.prepare(
    `INSERT INTO block (source_id, first_event, count, first_us, last_us, raw_bytes, sha256, chain, frame, payload)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const names = STORED_COLUMNS.map((column) => EVENT_COLUMNS[column]);
  const addEvent = db.prepare(
    `INSERT INTO event (id, time_us, source_id, ${names.join(', ')})
     VALUES (?, ?, ?, ${names.map(() => '?').join(', ')})`,
  );
  const findTerm = db.prepare<[string], number>('SELECT id FROM term WHERE value = ?').pluck();
  const addTerm = db.prepare('INSERT INTO term (value) VALUES (?)');
  const known = new Map<string, number>([['', 0]]);
  const KNOWN_LIMIT = 500_000;

  return {
    addBlock(block: NewBlock): void {
      addBlock.run(
        block.sourceId,
        block.firstEvent,
        block.count,
        block.firstUs,
        block.lastUs,
        block.rawBytes,
        block.sha256,
        block.chain,
        block.frame,
        block.payload,
      );
    },
    /** `values` are term ids in the order of STORED_COLUMNS. */
    addEvent(id: number, time: number | null, sourceId: number, values: readonly number[]): void {
      addEvent.run(id, time, sourceId, ...values);
    },
    /** The number of a word, given out on first sight. */
    intern(value: string): number {
      const cached = known.get(value);
      if (cached !== undefined) return cached;
      const id = findTerm.get(value) ?? Number(addTerm.run(value).lastInsertRowid);
      if (known.size >= KNOWN_LIMIT) {
        known.clear();
        known.set('', 0);
      }
      known.set(value, id);
      return id;
    },
    /** After a rolled-back transaction the numbers given out in it are void. */
    forgetTerms(): void {
      known.clear();
      known.set('', 0);
    },
  };
}
