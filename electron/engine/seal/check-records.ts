// Every record against what was sealed of it: the leaf of each is worked out from its bytes and
// compared with the kept one, which names the record that does not match, and each run of 256 leaves
// with its root. No hash that the case holds of a block as a whole stands in for this: whoever writes
// a case can make those fit, and sign them, without touching the tree whose root was noted outside.

import { sameBytes } from '../../../shared/base/bytes.ts';
import { FailureError } from '../../../shared/base/result.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { TILE_LEAVES } from '../../store/leaf-tiles.ts';
import { dropReason, provenDrops } from '../retention/drop-record.ts';
import type { LeafWorkers, StoredRecords } from './block-leaves.ts';
import { HASH_BYTES } from './leaf-hash.ts';
import type { PackedLeaves } from './leaf-tiles.ts';
import { foldLeaves } from './node-hash.ts';
import type { CaseNote, EventFault } from './seal-report.ts';

const TILE_BYTES = TILE_LEAVES * HASH_BYTES;

type RecordStore = Pick<CaseReader, 'audit' | 'events' | 'leafTiles' | 'retention' | 'seals'>;

export type RecordFinding = EventFault | CaseNote;

export interface RecordStep {
  readonly findings: readonly RecordFinding[];
  /** Leaves that are done. */
  readonly done: number;
}

/** Leaves in a row that lie in one block, or in none. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** A block whose records they are, or why there is none. */
  readonly held: StoredRecords | EventFault;
}

/** Of a stretch without a block, which may have any length in a case that was tampered with. */
const LEAVES_AT_ONCE = 65_536;

export const CHANGED = 'The record is not the one that was sealed.';
const NO_BLOCK = 'No sealed block holds these events.';
const WRONG_ROOT =
  'The hashes of these events do not give the sealed root over them: one or more of the records or their hashes were changed.';

/**
 * In order, a step for each block. What is found does not depend on how many blocks are under way at
 * once.
 * @param to number of events
 */
export async function* checkRecords(
  store: RecordStore,
  workers: LeafWorkers,
  to: number,
): AsyncGenerator<RecordStep, void, void> {
  const stretches = stretchesOf(store, to);
  const tiles = createTileCheck(store, to);
  const ahead: { readonly stretch: Stretch; readonly leaves: Promise<Worked> }[] = [];
  for (;;) {
    while (ahead.length < workers.atOnce) {
      const { value: stretch } = stretches.next();
      if (!stretch) break;
      const leaves = leavesOf(stretch, workers);
      // Where the check ends early, nobody waits for it any more.
      leaves.catch(() => undefined);
      ahead.push({ stretch, leaves });
    }
    const next = ahead.shift();
    if (!next) return;
    const worked = await next.leaves;
    const { from, to: end } = next.stretch;
    const findings: RecordFinding[] = 'verdict' in worked ? [worked] : [];
    findings.push(...tiles.take('verdict' in worked ? undefined : worked, from, end));
    yield { findings, done: end };
  }
}

function* stretchesOf(store: RecordStore, to: number): Generator<Stretch, undefined, void> {
  const drops = provenDrops(store);
  for (let at = 0; at < to;) {
    const from = at;
    const block = store.events.blockOf(at + 1);
    if (block) {
      at = Math.min(to, block.firstEvent - 1 + block.count);
      yield { from, to: at, held: block };
      continue;
    }
    const most = Math.min(to, at + LEAVES_AT_ONCE);
    const dropped = store.retention.droppedAt(at + 1);
    const run = dropped && drops.get(dropped.blockId);
    if (dropped && run) {
      at = Math.min(most, dropped.firstEvent - 1 + dropped.count);
      const reason = dropReason(run);
      const held = { from: from + 1, through: at, verdict: 'unverifiable' as const, reason };
      yield { from, to: at, held };
      continue;
    }
    const after = store.seals.nextBlockStart(at + 1);
    at = Math.min(most, after === undefined ? to : after - 1);
    const held = { from: from + 1, through: at, verdict: 'missing' as const, reason: NO_BLOCK };
    yield { from, to: at, held };
  }
}

type Worked = PackedLeaves | EventFault;

async function leavesOf({ from, to, held }: Stretch, workers: LeafWorkers): Promise<Worked> {
  if ('verdict' in held) return held;
  try {
    return await workers.leaves(held);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'case.damaged') throw error;
    return { from: from + 1, through: to, verdict: 'altered', reason: error.message };
  }
}

/** Gathers leaves up to a tile, and compares that with what is kept of it. */
function createTileCheck(store: RecordStore, to: number) {
  const worked = Buffer.alloc(TILE_BYTES);
  const known = new Uint8Array(TILE_LEAVES);
  return {
    /** Leaves [from, end), behind those that were taken before; `undefined` where they are unknown. */
    take(leaves: PackedLeaves | undefined, from: number, end: number): RecordFinding[] {
      const findings: RecordFinding[] = [];
      let nextRoot = 0;
      for (let at = from; at < end;) {
        const slot = at % TILE_LEAVES;
        const run = Math.min(TILE_LEAVES - slot, end - at);
        known.fill(leaves ? 1 : 0, slot, slot + run);
        let root: Uint8Array | undefined;
        if (leaves) {
          const skip = (at - leaves.firstLeaf) * HASH_BYTES;
          worked.set(leaves.hashes.subarray(skip, skip + run * HASH_BYTES), slot * HASH_BYTES);
          // Tiles that lie whole in a block were folded with it, as long as all of it is taken.
          if (run === TILE_LEAVES && from === leaves.firstLeaf) root = leaves.roots[nextRoot++];
        }
        at += run;
        if (at % TILE_LEAVES !== 0 && at !== to) continue;
        const first = Math.floor((at - 1) / TILE_LEAVES) * TILE_LEAVES;
        findings.push(...checkTile(store, first, at - first, worked, known, root));
      }
      return findings;
    },
  };
}

/** @param workedRoot of the worked-out hashes, where it is known already */
function checkTile(
  store: RecordStore,
  first: number,
  count: number,
  worked: Buffer,
  known: Uint8Array,
  workedRoot: Uint8Array | undefined,
): readonly RecordFinding[] {
  const idx = first / TILE_LEAVES;
  const bytes = count * HASH_BYTES;
  const found = worked.subarray(0, bytes);
  const range = `${String(first + 1)} to ${String(first + count)}`;
  const whole = (reason: string): RecordFinding => ({
    from: first + 1,
    through: first + count,
    verdict: 'altered',
    reason,
  });
  const kept = store.leafTiles.hashes(idx)?.subarray(0, bytes);
  // A tile that is being filled has no root yet: the signed root covers its hashes.
  const root = count === TILE_LEAVES ? store.leafTiles.root(idx) : undefined;
  if (count === TILE_LEAVES && root === undefined) {
    return [whole('The sealed root over these events is not in the case.')];
  }
  const all = !known.subarray(0, count).includes(0);
  const rootFits = (hashes: Uint8Array): boolean =>
    root === undefined || sameBytes(foldLeaves(hashes), root);
  if (kept?.length !== bytes) {
    if (root && all && rootFits(found)) {
      const reason = `The kept hashes of events ${range} are not in the case.`;
      return [{ verdict: 'missing', reason }];
    }
    return [whole(root ? WRONG_ROOT : 'The hashes of these events are not in the case.')];
  }
  if (all && found.equals(kept)) {
    const sound = root && workedRoot ? sameBytes(workedRoot, root) : rootFits(kept);
    return sound ? [] : [whole(WRONG_ROOT)];
  }
  if (!rootFits(kept)) {
    if (!all || !rootFits(found)) return [whole(WRONG_ROOT)];
    const reason = `The kept hashes of events ${range} were changed; the records match the root over them.`;
    return [{ verdict: 'altered', reason }];
  }
  const findings: RecordFinding[] = [];
  for (let slot = 0; slot < count; slot++) {
    if (known[slot] === 0) continue;
    const end = (slot + 1) * HASH_BYTES;
    if (found.compare(kept, slot * HASH_BYTES, end, slot * HASH_BYTES, end) === 0) continue;
    const event = first + slot + 1;
    findings.push({ from: event, through: event, verdict: 'altered', reason: CHANGED });
  }
  return findings;
}
