// The events of the case, in the order of import, into whatever looks at them one by one.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { NO } from '../../../shared/query/certainty.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { giveBack } from '../../intake/give-back.ts';
import type { OpenBlock } from '../events/block-reader.ts';
import { viewOf } from '../events/event-views.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import type { ColumnEvents } from './column-events.ts';
import type { Narrowing } from './narrow-scan.ts';
import { createSeenTwice } from './seen-twice.ts';

export interface PushOptions {
  /** Which records could matter; without it all are read. */
  readonly narrowing?: Narrowing | undefined;
  /** Events that need not be read, block by block; see `columnEventsOf`. */
  readonly columnEvents?: ((zone: BlockZone) => ColumnEvents | undefined) | undefined;
  /** Told, on the way, a time before which no event is to come. */
  readonly passed?: ((timeUs: TimeUs) => void) | undefined;
  /** Added to what is reported on the way. */
  readonly note?: () => string;
  /** Asked after each block: whether something is new that should not wait to be reported. */
  readonly isUrgent?: () => boolean;
}

/**
 * Every event up to `toUs`, and the undated ones: what came before a range feeds its windows and
 * baselines. An event that two exhibits hold comes once. Returns how many events there are.
 */
export async function pushEvents(
  engine: ReadEngine,
  push: (event: EventView) => void,
  toUs: TimeUs | null,
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
  { narrowing, columnEvents, passed, note = () => '', isUrgent = () => false }: PushOptions = {},
): Promise<number> {
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  const { blocks, views, store } = engine;
  const total = store.events.count();
  const seenTwice = createSeenTwice(store.sources.all().length, (id) => viewOf(views.get(id)));
  let done = 0;
  const zones = store.columns.zones();
  const earliest = earliestBehind(zones);
  const begin = (zone: BlockZone): Begun => {
    const unread = columnEvents?.(zone);
    return { zone, unread, narrowed: unread ? undefined : narrowing?.begin(zone) };
  };
  let place = 0;
  for (const { zone, unread, narrowed } of begunAhead(zones, begin)) {
    if (unread !== undefined) pushUnread(zone, unread, narrowing?.byColumns(zone));
    else if (narrowing === undefined) {
      const block = blocks.byId(zone.id);
      if (block) pushRecords(block, undefined);
    } else {
      const looked = await narrowed?.();
      if (looked) {
        pushRecords(withOwnRecords(looked.block), looked.states);
        giveBack(looked.block.bytes);
      }
    }
    const passedUs = earliest[place++];
    if (passed !== undefined && passedUs !== undefined) passed(passedUs as TimeUs);
    done += zone.count;
    const told = isUrgent() ? progress : report;
    told({ phase: 'detect', done, total, unit: 'events', note: note() });
    throwIfCancelled(signal);
    await breathe();
  }
  return done;

  function pushRecords(block: OpenBlock, states: Uint8Array | undefined): void {
    for (let slot = 0; slot < block.count; slot++) {
      if (states?.[slot] === NO) continue;
      const view = views.view(block, slot);
      if (isWithin(view) && !seenTwice.isSeen(view, block.sourceId)) push(view);
    }
  }

  /** Records are read where columns leave something open. */
  function pushUnread(zone: BlockZone, unread: ColumnEvents, states: Uint8Array | undefined): void {
    let block: OpenBlock | undefined;
    unread.expect(states);
    for (let slot = 0; slot < zone.count; slot++) {
      if (states?.[slot] === NO) continue;
      const event = unread(slot);
      if (event !== undefined) {
        if (isWithin(event) && !seenTwice.isSeenUnread(event, zone.sourceId)) push(event);
        continue;
      }
      block ??= blocks.byId(zone.id);
      // Dropped by retention meanwhile.
      if (block === undefined) return;
      const view = views.view(block, slot);
      if (isWithin(view) && !seenTwice.isSeen(view, zone.sourceId)) push(view);
    }
  }

  function isWithin({ timeUs }: EventView): boolean {
    return toUs === null || timeUs === null || timeUs < toUs;
  }
}

/** Events are kept beyond their block: the text of one is read from its own bytes. */
function withOwnRecords(block: OpenBlock): OpenBlock {
  return { ...block, record: (slot) => new Uint8Array(block.record(slot)) };
}

/** A block whose records may be on their way from another thread. */
interface Begun {
  readonly zone: BlockZone;
  readonly unread: ColumnEvents | undefined;
  readonly narrowed: ReturnType<Narrowing['begin']>;
}

/** Blocks unpacked beforehand: while one is looked at, others are unpacked on another thread. */
const MOST_UNPACKING = 2;
/** Of blocks of which columns say enough, few are asked beforehand: the first hit would wait for it. */
const MOST_AHEAD = 4;

/** Each block in its turn, with those behind it begun. */
function* begunAhead(
  zones: readonly BlockZone[],
  begin: (zone: BlockZone) => Begun,
): Generator<Begun> {
  const ahead: Begun[] = [];
  let next = 0;
  let unpacking = 0;
  while (next < zones.length || ahead.length > 0) {
    while (ahead.length < MOST_AHEAD && unpacking < MOST_UNPACKING) {
      const zone = zones[next++];
      if (zone === undefined) break;
      const begun = begin(zone);
      if (begun.narrowed) unpacking++;
      ahead.push(begun);
    }
    const due = ahead.shift();
    if (due === undefined) return;
    yield due;
    if (due.narrowed) unpacking--;
  }
}

/** For each block the earliest time in the blocks behind it; none where there is nothing dated. */
function earliestBehind(zones: readonly BlockZone[]): Float64Array {
  const earliest = new Float64Array(zones.length);
  let timeUs = Number.MAX_SAFE_INTEGER;
  for (let place = zones.length - 1; place >= 0; place--) {
    earliest[place] = timeUs;
    timeUs = Math.min(timeUs, zones[place]?.firstUs ?? timeUs);
  }
  return earliest;
}
