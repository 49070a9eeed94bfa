// All hits that the case keeps of some rules, put together. In order of time, block by block, so that
// what no window can need any more is forgotten on the way; an event that two exhibits hold counts
// once.

import type { TimeUs } from '../../../shared/base/time.ts';
import { decodeHits, type BlockHits } from '../../../shared/detection/block-hits.ts';
import { Folding } from '../../../shared/detection/folding.ts';
import type { MatchedRule } from '../../../shared/detection/hit-keys.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import { StoredHits } from '../../../shared/detection/stored-hits.ts';
import type { RuleCost } from '../../../shared/domain/rule.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { damagedHits } from '../../store/hits.ts';
import { createBreather, throwIfCancelled, type JobContext } from '../jobs.ts';

export interface FoldRequest {
  readonly set: RuleSet;
  readonly matched: ReadonlyMap<number, MatchedRule>;
  /** Indexes of the rules whose findings are asked for. */
  readonly reported: readonly number[];
  readonly hasThreats: boolean;
  /** Zone of rules that name none. */
  readonly zone: string;
  /** Hits from this time on are left out. */
  readonly beforeUs: TimeUs | null;
}

export function createFolding(
  store: CaseReader,
  { set, matched, reported, hasThreats, zone, beforeUs }: FoldRequest,
): { readonly folding: Folding; readonly hits: StoredHits } {
  const costs = new Map<number, RuleCost>();
  const copies = store.sources.all().length > 1;
  const options = { route: 'auto', hasThreats, zone, copies } as const;
  const folding = new Folding(set, reported, options, (index) => costs.get(index));
  return { folding, hits: new StoredHits(folding, matched, costs, beforeUs) };
}

/** Answers with how many events there are. Every block must have been matched (`matchMissing`). */
export async function foldHits(
  store: CaseReader,
  { folding, hits }: ReturnType<typeof createFolding>,
  { signal, host }: Pick<JobContext, 'signal' | 'host'>,
): Promise<number> {
  const breathe = createBreather(host.nowUs);
  const wanted = new Set(hits.keys);
  const sets = store.hits.sets().filter(({ keys }) => keys.some((key) => wanted.has(key)));
  const matched = store.hits.matched();
  const zones = store.columns.zones().toSorted(byTime);
  let events = 0;
  for (const [place, zone] of zones.entries()) {
    const ofBlock = new Set(matched.get(zone.id));
    const added = new Set<string>();
    for (const { id, keys } of sets) {
      if (!ofBlock.has(id)) continue;
      const found = hitsOf(store, zone.id, id);
      if (found === undefined) continue;
      // A rule may have been matched in two sets; either of them has all of its hits.
      const fresh = keys.map((key) => (added.has(key) ? '' : key));
      hits.add(fresh, found, { firstEvent: zone.firstEvent, source: zone.sourceId });
      for (const key of keys) added.add(key);
    }
    events += zone.count;
    folding.passed(zones[place + 1]?.firstUs ?? Number.MAX_SAFE_INTEGER);
    throwIfCancelled(signal);
    await breathe();
  }
  folding.finish();
  return events;
}

/** Undated blocks come last, where they hold nothing up. */
function byTime(a: BlockZone, b: BlockZone): number {
  const [first, second] = [a, b].map(({ firstUs }) => firstUs ?? Number.MAX_SAFE_INTEGER);
  return (first ?? 0) - (second ?? 0) || a.id - b.id;
}

function hitsOf(store: CaseReader, blockId: number, setId: number): BlockHits | undefined {
  const bytes = store.hits.of(blockId, setId);
  if (bytes === undefined) return undefined;
  try {
    return decodeHits(bytes);
  } catch (error) {
    throw damagedHits(blockId, error);
  }
}
