// Every record against what was sealed of it. The kept leaf hashes of each run of 256 are folded and
// compared with its root. A block whose own hash is under a signature answers for all of its records
// at once: its bytes are inflated and hashed ahead, on other threads. Where that does not hold, or no
// signature covers the block, the leaf of each record is worked out and compared, which names it.

import { webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { assert } from '../../../shared/base/assert.ts';
import { FailureError } from '../../../shared/base/result.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { Block } from '../../store/events.ts';
import { TILE_LEAVES } from '../../store/leaf-tiles.ts';
import { dropReason, provenDrops } from '../retention/drop-record.ts';
import { blockLeaves, inflateOptions } from './block-leaves.ts';
import { createLeafHasher, HASH_BYTES, type LeafHasher } from './leaf-hash.ts';
import { foldLeaves } from './node-hash.ts';
import type { CaseNote, EventFault } from './seal-report.ts';

const TILE_BYTES = TILE_LEAVES * HASH_BYTES;

type RecordStore = Pick<CaseReader, 'audit' | 'events' | 'leafTiles' | 'retention' | 'seals'>;

export type RecordFinding = EventFault | CaseNote;

/** What is known of a record when its tile is complete. */
const UNKNOWN = 0;
const WORKED_OUT = 1;
const VOUCHED = 2;

/** Blocks that are inflated and hashed ahead. */
const AHEAD = 3;

export interface RecordCheck {
  /** Checks up to the end of the next block; `undefined` when all are done. */
  next(): Promise<readonly RecordFinding[] | undefined>;
  /** Leaves that are done. */
  readonly done: number;
}

const CHANGED = 'The record is not the one that was sealed.';
const NO_BLOCK = 'No sealed block holds these events.';
const WRONG_ROOT =
  'The hashes of these events do not give the sealed root over them: one or more of the records or their hashes were changed.';

/**
 * @param to number of events
 * @param signed blocks whose digest, and so whose hash of its records, is under a signed checkpoint
 */
export function checkRecords(
  store: RecordStore,
  secret: Uint8Array,
  to: number,
  signed: readonly number[],
): RecordCheck {
  const hasher = createLeafHasher(secret);
  const drops = provenDrops(store);
  // The tile at hand: worked-out hashes, and which of them could be worked out.
  const worked = Buffer.alloc(TILE_BYTES);
  const known = new Uint8Array(TILE_LEAVES);
  let at = 0;
  const ahead = createAhead(store, signed);
  let findings: RecordFinding[] = [];

  /** Takes hashes of leaves from `at` on, or notes that there are none. */
  const take = (hashes: Uint8Array | typeof UNKNOWN | typeof VOUCHED, count: number): void => {
    for (let taken = 0; taken < count;) {
      const slot = at % TILE_LEAVES;
      const run = Math.min(TILE_LEAVES - slot, count - taken);
      if (hashes instanceof Uint8Array) {
        worked.set(
          hashes.subarray(taken * HASH_BYTES, (taken + run) * HASH_BYTES),
          slot * HASH_BYTES,
        );
      }
      known.fill(hashes instanceof Uint8Array ? WORKED_OUT : hashes, slot, slot + run);
      at += run;
      taken += run;
      if (at % TILE_LEAVES === 0 || at === to) {
        const first = Math.floor((at - 1) / TILE_LEAVES) * TILE_LEAVES;
        findings.push(...checkTile(store, first, at - first, worked, known, workOut));
      }
    }
  };

  /** The leaf of an event in a block that was vouched for. */
  let last: { readonly block: Block; readonly hashes: Uint8Array } | undefined;
  const workOut = (leaf: number): Uint8Array => {
    if (
      !last ||
      leaf < last.block.firstEvent - 1 ||
      leaf >= last.block.firstEvent - 1 + last.block.count
    ) {
      const block = store.events.blockOf(leaf + 1);
      assert(block, 'a block that was vouched for is there');
      last = { block, hashes: blockLeaves(hasher, block) };
    }
    const slot = leaf + 1 - last.block.firstEvent;
    return last.hashes.subarray(slot * HASH_BYTES, (slot + 1) * HASH_BYTES);
  };

  return {
    get done() {
      return at;
    },
    async next() {
      if (at >= to) return undefined;
      findings = [];
      const block = store.events.blockOf(at + 1);
      const dropped = block ? undefined : store.retention.droppedAt(at + 1);
      const run = dropped && drops.get(dropped.blockId);
      if (dropped && run) {
        const through = Math.min(to, dropped.firstEvent + dropped.count - 1);
        findings.push({ from: at + 1, through, verdict: 'unverifiable', reason: dropReason(run) });
        take(UNKNOWN, through - at);
        return findings;
      }
      if (!block) {
        const after = store.seals.nextBlockStart(at + 1);
        const through = Math.min(to, after === undefined ? to : after - 1);
        findings.push({ from: at + 1, through, verdict: 'missing', reason: NO_BLOCK });
        take(UNKNOWN, through - at);
        return findings;
      }
      const skip = at + 1 - block.firstEvent;
      const count = Math.min(block.count - skip, to - at);
      if (await ahead.holds(block)) {
        take(VOUCHED, count);
        return findings;
      }
      const result = leavesOf(hasher, block);
      if (typeof result === 'string') {
        findings.push({
          from: at + 1,
          through: at + count,
          verdict: 'altered',
          reason: result,
        });
        take(UNKNOWN, count);
      } else take(result.subarray(skip * HASH_BYTES, (skip + count) * HASH_BYTES), count);
      return findings;
    },
  };
}

function leavesOf(hasher: LeafHasher, block: Block): Uint8Array | string {
  try {
    return blockLeaves(hasher, block);
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
}

function checkTile(
  store: RecordStore,
  first: number,
  count: number,
  worked: Buffer,
  known: Uint8Array,
  workOut: (leaf: number) => Uint8Array,
): readonly RecordFinding[] {
  const idx = first / TILE_LEAVES;
  const bytes = count * HASH_BYTES;
  const found = worked.subarray(0, bytes);
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
  const sound = kept?.length === bytes && root !== undefined && equal(foldLeaves(kept), root);
  if (!sound) {
    for (let slot = 0; slot < count; slot++) {
      if (known[slot] !== VOUCHED) continue;
      worked.set(workOut(first + slot), slot * HASH_BYTES);
      known[slot] = WORKED_OUT;
    }
  }
  const all = known.subarray(0, count).every((each) => each === WORKED_OUT);
  if (kept?.length !== bytes) {
    if (root && all && equal(foldLeaves(found), root)) {
      const range = `${String(first + 1)} to ${String(first + count)}`;
      return [
        { verdict: 'missing', reason: `The kept hashes of events ${range} are not in the case.` },
      ];
    }
    return [whole(root ? WRONG_ROOT : 'The hashes of these events are not in the case.')];
  }
  const same = all && found.equals(kept);
  if (root && !sound) {
    if (all && !same && equal(foldLeaves(found), root)) {
      const range = `${String(first + 1)} to ${String(first + count)}`;
      return [
        {
          verdict: 'altered',
          reason: `The kept hashes of events ${range} were changed; the records match the root over them.`,
        },
      ];
    }
    return [whole(WRONG_ROOT)];
  }
  if (same) return [];
  const findings: RecordFinding[] = [];
  for (let slot = 0; slot < count; slot++) {
    if (known[slot] !== WORKED_OUT) continue;
    const end = (slot + 1) * HASH_BYTES;
    if (found.compare(kept, slot * HASH_BYTES, end, slot * HASH_BYTES, end) === 0) continue;
    const event = first + slot + 1;
    findings.push({ from: event, through: event, verdict: 'altered', reason: CHANGED });
  }
  return findings;
}

const inflate = promisify<Uint8Array, ReturnType<typeof inflateOptions>, Uint8Array>(
  zstdDecompress,
);

/** Whether a block's records have the hash that was sealed with it. */
export async function payloadHolds(
  block: Pick<Block, 'payload' | 'rawBytes' | 'sha256'>,
): Promise<boolean> {
  let bytes: Uint8Array;
  try {
    bytes =
      block.rawBytes === 0
        ? new Uint8Array(0)
        : await inflate(block.payload, inflateOptions(block.rawBytes));
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
  if (bytes.length !== block.rawBytes) return false;
  return equal(new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes)), block.sha256);
}

/** Hashes of signed blocks, a few of them under way at any time. */
function createAhead({ events }: Pick<CaseReader, 'events'>, signed: readonly number[]) {
  const places = new Map(signed.map((id, place) => [id, place]));
  const running = new Map<number, Promise<boolean>>();
  let started = 0;
  return {
    /** False, too, for a block that no signature covers. */
    async holds({ id }: Block): Promise<boolean> {
      const place = places.get(id);
      if (place === undefined) return false;
      started = Math.max(started, place);
      for (; started <= place + AHEAD && started < signed.length; started++) {
        const next = signed[started];
        const block = next === undefined ? undefined : events.block(next);
        if (block) running.set(block.id, payloadHolds(block));
      }
      const held = running.get(id);
      running.delete(id);
      return (await held) ?? false;
    },
  };
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
