// Original records, block by block, with the blocks used last kept unpacked, up to a number of bytes:
// a block may hold a hundred megabytes, or a few kilobytes. Every block is checked
// against its hash when it is unpacked: a damaged case says so instead of showing wrong evidence.

import { hash } from 'node:crypto';
import { hexOf } from '../../../shared/base/bytes.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { Block } from '../../store/events.ts';
import { damagedBlock, inflateBlock, inflateBlockAside } from './block-bytes.ts';
import { decodeFrame, FRAME_BYTES, type BlockFrame } from './block-frame.ts';

export interface OpenBlock {
  readonly id: number;
  readonly sourceId: number;
  readonly firstEvent: number;
  readonly count: number;
  readonly frame: BlockFrame;
  /** The exact original bytes of the record at a place within the block. */
  record(slot: number): Uint8Array;
}

/** A block with the bytes of all of its records, one after the other. */
export interface UnpackedBlock extends OpenBlock {
  readonly bytes: Buffer;
  /** Where each record begins, and behind them the length. */
  readonly offsets: Uint32Array;
}

/** What it takes while it is open. */
function sizeOf({ bytes, offsets, count }: UnpackedBlock): number {
  return bytes.length + offsets.byteLength + count * FRAME_BYTES;
}

/** On each thread that reads records: a dozen usual blocks. */
const KEPT_BYTES = 64 * 1024 * 1024;

const MOST_OFFERED = 12;

export function createBlockReader(
  events: Pick<CaseReader['events'], 'block' | 'blockOf'>,
  keptBytes = KEPT_BYTES,
) {
  /** The one used last comes last. */
  const kept = new Map<number, UnpackedBlock>();
  let bytes = 0;
  /** Not checked yet. */
  const offered = new Map<number, UnpackedBlock>();
  /** To answer for events in a row without the database. */
  let lastHit: OpenBlock | undefined;

  const touch = (block: UnpackedBlock): OpenBlock => {
    const size = sizeOf(block);
    if (kept.delete(block.id)) bytes -= size;
    for (const oldest of kept.values()) {
      if (bytes + size <= keptBytes) break;
      kept.delete(oldest.id);
      bytes -= sizeOf(oldest);
    }
    kept.set(block.id, block);
    bytes += size;
    return block;
  };
  const keep = (block: Block): OpenBlock => {
    const known = kept.get(block.id);
    if (known) return touch(known);
    const unpacked = offered.get(block.id);
    offered.delete(block.id);
    return touch(unpacked ? checked(block, unpacked) : openBlock(block));
  };

  return {
    /** A block that was unpacked for something else: checked when it is first asked for. */
    offer(block: UnpackedBlock): void {
      if (kept.has(block.id) || sizeOf(block) > keptBytes / MOST_OFFERED) return;
      offered.set(block.id, block);
      for (const oldest of offered.keys()) {
        if (offered.size <= MOST_OFFERED) break;
        offered.delete(oldest);
      }
    },
    byId(id: number): OpenBlock | undefined {
      const known = kept.get(id);
      if (known) return touch(known);
      const block = events.block(id);
      return block && keep(block);
    },
    ofEvent(eventId: number): OpenBlock | undefined {
      if (
        lastHit &&
        eventId >= lastHit.firstEvent &&
        eventId < lastHit.firstEvent + lastHit.count
      ) {
        return lastHit;
      }
      const block = events.blockOf(eventId);
      lastHit = block && keep(block);
      return lastHit;
    },
  };
}

export type BlockReader = ReturnType<typeof createBlockReader>;

/** Throws FailureError, `case.damaged` where the block is not what was sealed. */
export function openBlock(block: Block): UnpackedBlock {
  return checked(block, unpackBlock(block));
}

function checked(block: Block, unpacked: UnpackedBlock): UnpackedBlock {
  if (hash('sha256', unpacked.bytes, 'hex') !== hexOf(block.sha256)) {
    throw damagedBlock(block, 'its content does not match its recorded hash');
  }
  return unpacked;
}

/** The same without a look at its hash. Throws FailureError, `case.damaged` where it cannot be taken apart. */
export function unpackBlock(block: Block): UnpackedBlock {
  return taken(block, inflateBlock(block));
}

/** The same, with the records inflated on another thread. */
export async function unpackBlockAside(block: Block): Promise<UnpackedBlock> {
  return taken(block, await inflateBlockAside(block));
}

function taken(block: Block, inflated: Uint8Array): UnpackedBlock {
  const bytes = Buffer.from(inflated.buffer, inflated.byteOffset, inflated.byteLength);
  let frame: BlockFrame;
  try {
    frame = decodeFrame(block.frame, block.count);
  } catch (error) {
    throw damagedBlock(block, error);
  }
  const offsets = new Uint32Array(block.count + 1);
  for (let slot = 0; slot < block.count; slot++) {
    offsets[slot + 1] = (offsets[slot] ?? 0) + (frame.lengths[slot] ?? 0);
  }
  if (offsets[block.count] !== bytes.length) {
    throw damagedBlock(block, 'the lengths of its records do not add up to its content');
  }
  return {
    id: block.id,
    sourceId: block.sourceId,
    firstEvent: block.firstEvent,
    count: block.count,
    frame,
    bytes,
    offsets,
    record: (slot) => bytes.subarray(offsets[slot], offsets[slot + 1]),
  };
}
