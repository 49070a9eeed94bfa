// Original records, block by block, with the blocks used last kept unpacked, up to a number of bytes:
// a block may hold a hundred megabytes, or a few kilobytes. Every block is checked
// against its hash when it is unpacked: a damaged case says so instead of showing wrong evidence.

import { hash } from 'node:crypto';
import { hexOf } from '../../../shared/base/bytes.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { Block } from '../../store/events.ts';
import { damagedBlock, inflateBlock } from './block-bytes.ts';
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

interface UnpackedBlock extends OpenBlock {
  /** What it takes while it is open. */
  readonly bytes: number;
}

/** On each thread that reads records: a dozen usual blocks. */
const KEPT_BYTES = 64 * 1024 * 1024;

export function createBlockReader(
  events: Pick<CaseReader['events'], 'block' | 'blockOf'>,
  keptBytes = KEPT_BYTES,
) {
  /** The one used last comes last. */
  const kept = new Map<number, UnpackedBlock>();
  let bytes = 0;
  /** To answer for events in a row without the database. */
  let lastHit: OpenBlock | undefined;

  const touch = (block: UnpackedBlock): OpenBlock => {
    if (kept.delete(block.id)) bytes -= block.bytes;
    for (const oldest of kept.values()) {
      if (bytes + block.bytes <= keptBytes) break;
      kept.delete(oldest.id);
      bytes -= oldest.bytes;
    }
    kept.set(block.id, block);
    bytes += block.bytes;
    return block;
  };
  const keep = (block: Block): OpenBlock => touch(kept.get(block.id) ?? openBlock(block));

  return {
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
  const damaged = (what: string) => damagedBlock(block, what);
  const bytes = inflateBlock(block);
  let frame: BlockFrame;
  try {
    frame = decodeFrame(block.frame, block.count);
  } catch (error) {
    throw damagedBlock(block, error);
  }
  if (hash('sha256', bytes, 'hex') !== hexOf(block.sha256)) {
    throw damaged('its content does not match its recorded hash');
  }
  const offsets = new Uint32Array(block.count + 1);
  for (let slot = 0; slot < block.count; slot++) {
    offsets[slot + 1] = (offsets[slot] ?? 0) + (frame.lengths[slot] ?? 0);
  }
  if (offsets[block.count] !== bytes.length) {
    throw damaged('the lengths of its records do not add up to its content');
  }
  return {
    id: block.id,
    sourceId: block.sourceId,
    firstEvent: block.firstEvent,
    count: block.count,
    frame,
    bytes: bytes.length + offsets.byteLength + block.count * FRAME_BYTES,
    record: (slot) => bytes.subarray(offsets[slot], offsets[slot + 1]),
  };
}
