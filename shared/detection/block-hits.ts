// The hits of some thousand events in a row, and how they are written down: numbers in variable
// length, column by column, so that what is alike lies together and packs well. Nothing of a record
// is copied but the values that rules keep.

import { ByteReader, ByteWriter } from './number-bytes.ts';
import { NO_TEXT, type HitTable, type Texts } from './hit-table.ts';
import type { LogSource } from '../domain/event.ts';
import type { RuleCost } from '../domain/rule.ts';

/** Hits of one rule: places of its hits in the columns of `BlockHits`, and the values it keeps. */
export interface RuleHits {
  /** Place of the rule in the list of keys that the block was matched with. */
  readonly rule: number;
  readonly cost: RuleCost;
  /** In the order in which they were found; an event more than once where it has several listed values. */
  readonly rows: Uint32Array;
  /** Numbers of words. */
  readonly columns: readonly Uint32Array[];
}

export interface BlockHits {
  /** Log sources of the block's events. */
  readonly sources: readonly (LogSource | undefined)[];
  readonly words: readonly string[];
  /** The events that any rule matched: place in the block, ascending. */
  readonly slots: Uint32Array;
  /** NaN where undated. */
  readonly times: Float64Array;
  readonly nanos: Uint16Array;
  /** Numbers of words; 0 is none. */
  readonly users: Uint32Array;
  readonly addresses: Uint32Array;
  /** See `Holder.identity`. */
  readonly identities: Float64Array;
  readonly rules: readonly RuleHits[];
}

/** What was found in a block, before it is written down. Event numbers are places in the block. */
export interface FoundHits {
  readonly sources: readonly (LogSource | undefined)[];
  readonly texts: Texts;
  /** Of each event with a hit, by its place. */
  readonly identities: ReadonlyMap<number, number>;
  /** By place in the list of keys, ascending. */
  readonly rules: readonly {
    readonly rule: number;
    readonly cost: RuleCost;
    readonly table: HitTable | undefined;
  }[];
}

const LAYOUT = 1;
/** What an identity fits into: six bytes. */
export const IDENTITY_BYTES = 6;

interface HitEvent {
  readonly slot: number;
  readonly timeUs: number;
  readonly nanos: number;
  readonly user: number;
  readonly address: number;
}

export function encodeHits({ sources, texts, identities, rules }: FoundHits): Uint8Array {
  const bytes = new ByteWriter();
  bytes.uint(LAYOUT);
  bytes.text(JSON.stringify([sources.map((source) => source ?? null), texts.all().slice(2)]));
  const events = eventsOf(rules.flatMap(({ table }) => table ?? []));
  const places = new Map(events.map(({ slot }, place) => [slot, place]));
  const column = (numberOf: (event: HitEvent) => number) => {
    for (const each of events) bytes.uint(numberOf(each));
  };
  bytes.uint(events.length);
  let before = 0;
  column(({ slot, timeUs }) => {
    const step = slot - before;
    before = slot;
    return step * 2 + (Number.isNaN(timeUs) ? 0 : 1);
  });
  let timeUs = 0;
  for (const each of events) {
    if (Number.isNaN(each.timeUs)) continue;
    bytes.int(each.timeUs - timeUs);
    timeUs = each.timeUs;
  }
  column(({ nanos }) => nanos);
  column(({ user }) => user);
  column(({ address }) => address);
  column(({ slot }) => ((identities.get(slot) ?? 0) === 0 ? 0 : 1));
  for (const { slot } of events) {
    const identity = identities.get(slot) ?? 0;
    if (identity !== 0) bytes.fixed(identity, IDENTITY_BYTES);
  }
  bytes.uint(rules.length);
  for (const { rule, cost, table } of rules) {
    for (const number of [rule, cost.tried, cost.hits, Math.round(cost.us), cost.notTested]) {
      bytes.uint(number);
    }
    const dated = table?.length ?? 0;
    const undated = table?.undated ?? [];
    const columns = table?.columns.length ?? 0;
    bytes.uint(dated);
    bytes.uint(undated.length);
    bytes.uint(columns);
    let place = 0;
    const row = (slot: number) => {
      const next = places.get(slot) ?? 0;
      bytes.int(next - place);
      place = next;
    };
    for (let at = 0; at < dated; at++) row(table?.ids[at] ?? 0);
    for (const slot of undated) row(slot);
    for (let at = 0; at < columns; at++) {
      for (let each = 0; each < dated; each++) bytes.uint(table?.value(at, each) ?? NO_TEXT);
    }
  }
  return bytes.finish();
}

function eventsOf(tables: readonly HitTable[]): readonly HitEvent[] {
  const events = new Map<number, HitEvent>();
  for (const table of tables) {
    for (let row = 0; row < table.length; row++) {
      const slot = table.ids[row] ?? 0;
      if (events.has(slot)) continue;
      events.set(slot, {
        slot,
        timeUs: table.times[row] ?? 0,
        nanos: table.nanos[row] ?? 0,
        user: table.users[row] ?? NO_TEXT,
        address: table.addresses[row] ?? NO_TEXT,
      });
    }
    for (const slot of table.undated) {
      const none = { nanos: 0, user: NO_TEXT, address: NO_TEXT };
      if (!events.has(slot)) events.set(slot, { slot, timeUs: Number.NaN, ...none });
    }
  }
  return [...events.values()].toSorted((a, b) => a.slot - b.slot);
}

/** Throws where the bytes are not what `encodeHits` wrote. */
export function decodeHits(stored: Uint8Array): BlockHits {
  const bytes = new ByteReader(stored);
  if (bytes.uint() !== LAYOUT) throw new Error('hits in another layout');
  const [sources, words] = JSON.parse(bytes.text()) as [(LogSource | null)[], string[]];
  const count = bytes.count();
  const slots = new Uint32Array(count);
  const times = new Float64Array(count).fill(Number.NaN);
  const dated = new Uint8Array(count);
  let slot = 0;
  for (let at = 0; at < count; at++) {
    const step = bytes.uint();
    slot += Math.floor(step / 2);
    slots[at] = slot;
    dated[at] = step % 2;
  }
  let timeUs = 0;
  for (let at = 0; at < count; at++) {
    if (dated[at] === 1) times[at] = timeUs += bytes.int();
  }
  const column = <T extends Uint16Array | Uint32Array | Float64Array>(into: T, size = count): T => {
    for (let at = 0; at < size; at++) into[at] = bytes.uint();
    return into;
  };
  const nanos = column(new Uint16Array(count));
  const users = column(new Uint32Array(count));
  const addresses = column(new Uint32Array(count));
  const identities = column(new Float64Array(count));
  for (let at = 0; at < count; at++) {
    if (identities[at] !== 0) identities[at] = bytes.fixed(IDENTITY_BYTES);
  }
  const rules = Array.from({ length: bytes.count() }, (): RuleHits => {
    const rule = bytes.uint();
    const cost = {
      tried: bytes.uint(),
      hits: bytes.uint(),
      us: bytes.uint(),
      notTested: bytes.uint(),
    };
    const datedRows = bytes.count();
    const undatedRows = bytes.count();
    const columns = bytes.count();
    const rows = new Uint32Array(datedRows + undatedRows);
    let place = 0;
    for (let at = 0; at < rows.length; at++) {
      place += bytes.int();
      if (place < 0 || place >= count) throw new Error('a hit of an event that is not there');
      rows[at] = place;
    }
    return {
      rule,
      cost,
      rows,
      columns: Array.from({ length: columns }, () =>
        column(new Uint32Array(rows.length), datedRows),
      ),
    };
  });
  bytes.end();
  return {
    sources: sources.map((source) => source ?? undefined),
    words: ['', '', ...words],
    slots,
    times,
    nanos,
    users,
    addresses,
    identities,
    rules,
  };
}
