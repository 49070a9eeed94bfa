// Matches rules with the blocks that they were not matched with yet and keeps what is found: many rules
// on as many threads as there are, a few with those records alone that they could match. What was kept
// stays: a run that was cut off goes on where it was.

import type { BlockMatching } from '../../../shared/detection/block-matching.ts';
import { NO } from '../../../shared/query/certainty.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { Block } from '../../store/events.ts';
import { packHits } from '../../store/hits.ts';
import { decodeFrame } from '../events/block-frame.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import {
  eventsOf,
  matchersHere,
  matchingOf,
  type BlockMatcher,
  type Matchers,
  type MatchingRules,
  type Reading,
} from './block-matcher.ts';
import { narrowingOf, type Narrowing } from './narrow-scan.ts';

/** Rules, and the blocks that they are to be matched with. */
interface Missing {
  readonly keys: readonly string[];
  readonly blocks: BlockZone[];
}

/** So few rules are matched with the records alone that they could match. */
const FEW_RULES = 8;
/** Blocks that are kept in one step. */
const KEPT_TOGETHER = 16;
/** Blocks under way for each matcher: one is read while another is matched. */
const UNDER_WAY = 2;

/** @param keys of the rules that are wanted, among `rules` */
export async function matchMissing(
  engine: ReadEngine,
  rules: MatchingRules,
  keys: readonly string[],
  context: JobContext,
): Promise<void> {
  const { store } = engine;
  const { signal, host, startMatchers } = context;
  const zones = store.columns.zones();
  const missing = missingOf(store, zones, keys);
  const report = throttledProgress(host.nowUs, context.progress);
  const total = sizeOf(zones);
  let done = total - missing.reduce((sum, { blocks }) => sum + sizeOf(blocks), 0);
  if (done === total) return;
  let started: Matchers | undefined;
  try {
    for (const [list, { keys: wanted, blocks }] of missing.entries()) {
      const on: Keeping = {
        save: (found) => context.steps.saveHits({ keys: wanted, blocks: found }),
        onBlock({ count }) {
          done += count;
          report({ phase: 'detect', done, total, unit: 'events', note: '' });
        },
      };
      if (wanted.length <= FEW_RULES) {
        const matching = matchingOf(rules)(wanted);
        const narrowing = narrowingOf(engine, matching.guards());
        if (narrowing !== undefined) {
          await matchNarrowed(engine, blocks, matching, narrowing, context, on);
          throwIfCancelled(signal);
          continue;
        }
      }
      started ??= startMatchers?.(rules, { events: total - done }) ?? matchersHere(rules);
      const { matchers } = started;
      await Promise.all(matchers.map((matcher) => matcher.prepare(list, wanted)));
      await matchAll(store, list, blocks, matchers, context, on);
      throwIfCancelled(signal);
    }
  } finally {
    await started?.close();
  }
}

interface Keeping {
  readonly save: (found: readonly Found[]) => Promise<void>;
  readonly onBlock: (zone: BlockZone) => void;
}

interface Found {
  readonly id: number;
  readonly hits: Uint8Array;
}

async function matchAll(
  store: CaseReader,
  list: number,
  blocks: readonly BlockZone[],
  matchers: readonly BlockMatcher[],
  { signal }: JobContext,
  on: Keeping,
): Promise<void> {
  let next = 0;
  let found: Found[] = [];
  let saving: Promise<void> = Promise.resolve();
  let failed = false;
  const keep = async (): Promise<void> => {
    if (found.length === 0) return;
    const portion = found;
    found = [];
    saving = saving.then(() => on.save(portion));
    await saving;
  };
  const work = async (matcher: BlockMatcher): Promise<void> => {
    while (next < blocks.length && !signal.aborted && !failed) {
      const zone = blocks[next++];
      const block = zone && store.events.block(zone.id);
      // Dropped by retention meanwhile.
      if (zone === undefined || block === undefined) continue;
      const hits = await matcher.match(list, block, readingOf(store, block));
      found.push({ id: zone.id, hits });
      on.onBlock(zone);
      if (found.length >= KEPT_TOGETHER) await keep();
      // A matcher on this thread must leave it to others now and then.
      else await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const workers = matchers.flatMap((matcher) => Array.from({ length: UNDER_WAY }, () => matcher));
  const ends = await Promise.allSettled(
    workers.map((matcher) =>
      work(matcher).catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  // What was found before a cancel or a failure is kept.
  await keep();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** On this thread: what is not looked at is not even unpacked. */
async function matchNarrowed(
  { store }: ReadEngine,
  blocks: readonly BlockZone[],
  matching: BlockMatching,
  narrowing: Narrowing,
  { signal, host }: JobContext,
  on: Keeping,
): Promise<void> {
  const breathe = createBreather(host.nowUs);
  let found: Found[] = [];
  for (const zone of blocks) {
    if (signal.aborted) break;
    const block = store.events.block(zone.id);
    // Dropped by retention meanwhile.
    if (block === undefined) continue;
    const narrowed = narrowing(zone);
    const events = narrowed
      ? eventsOf(narrowed.block, readingOf(store, block), (slot) => narrowed.states[slot] !== NO)
      : [];
    found.push({ id: zone.id, hits: packHits(matching.match(events)) });
    on.onBlock(zone);
    if (found.length >= KEPT_TOGETHER) {
      await on.save(found);
      found = [];
    }
    await breathe();
  }
  if (found.length > 0) await on.save(found);
}

function sizeOf(zones: readonly BlockZone[]): number {
  return zones.reduce((sum, zone) => sum + zone.count, 0);
}

/** Blocks that lack the same rules lie together. */
function missingOf(
  store: CaseReader,
  zones: readonly BlockZone[],
  keys: readonly string[],
): readonly Missing[] {
  const sets = new Map(store.hits.sets().map((set) => [set.id, set.keys]));
  const matched = store.hits.matched();
  const bySets = new Map<string, Missing>();
  for (const zone of zones) {
    const known = matched.get(zone.id) ?? [];
    const sign = known.join(' ');
    let missing = bySets.get(sign);
    if (missing === undefined) {
      const there = new Set(known.flatMap((id) => sets.get(id) ?? []));
      missing = { keys: keys.filter((key) => !there.has(key)), blocks: [] };
      bySets.set(sign, missing);
    }
    if (missing.keys.length > 0) missing.blocks.push(zone);
  }
  return [...bySets.values()].filter(({ blocks }) => blocks.length > 0);
}

/** How the records of a block are read, wherever that is done. */
export function readingOf(store: CaseReader, block: Block): Reading {
  const { zone = 'UTC', timeField } = store.sources.options(block.sourceId);
  const formats = new Map<number, string>();
  for (const index of new Set(decodeFrame(block.frame, block.count).fileIndex)) {
    const file = store.sources.file(block.sourceId, index);
    if (file) formats.set(index, file.format);
  }
  return { options: { zone, timeField }, formats };
}
