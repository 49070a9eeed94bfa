// Leaf hashes worked out from records as they lie in the case, on this thread or for it on others.

import type { Block } from '../../store/events.ts';
import { giveBack } from '../../intake/give-back.ts';
import { damagedBlock, inflateBlock, inflateBlockAside } from '../events/block-bytes.ts';
import { decodeFrame } from '../events/block-frame.ts';
import { createLeafHasher, type LeafHasher } from './leaf-hash.ts';
import { packLeaves, type PackedLeaves } from './leaf-tiles.ts';

/** What the leaves of a block are worked out from. */
export type StoredRecords = Pick<
  Block,
  'id' | 'firstEvent' | 'count' | 'rawBytes' | 'frame' | 'payload'
>;

/** Whoever works out leaves. */
export interface LeafWorkers {
  /** Blocks that may be under way at the same time with profit. */
  readonly atOnce: number;
  /** Of all records of a block. Throws FailureError, `case.damaged` where it cannot be taken apart. */
  leaves(block: StoredRecords): Promise<PackedLeaves>;
  /** Safe at any time; what is under way fails. */
  close(): Promise<void>;
}

export type StartLeafWorkers = (work: {
  readonly secret: Uint8Array;
  readonly rawBytes: number;
}) => LeafWorkers;

/** Of all records of a block. Throws FailureError where its bytes cannot be taken apart. */
export function blockLeaves(hasher: LeafHasher, block: StoredRecords): Uint8Array<ArrayBuffer> {
  const bytes = inflateBlock(block);
  const leaves = leavesOf(hasher, block, bytes);
  giveBack(bytes);
  return leaves;
}

/** On this thread; one block is inflated while another is hashed. */
export const leavesHere: StartLeafWorkers = ({ secret }) => {
  const hasher = createLeafHasher(secret);
  return {
    atOnce: 2,
    async leaves(block) {
      const bytes = await inflateBlockAside(block);
      const leaves = leavesOf(hasher, block, bytes);
      giveBack(bytes);
      return packLeaves(block.firstEvent - 1, leaves);
    },
    close: () => Promise.resolve(),
  };
};

/** Uses the bytes up. */
function leavesOf(
  hasher: LeafHasher,
  block: StoredRecords,
  bytes: Uint8Array,
): Uint8Array<ArrayBuffer> {
  let lengths: Uint32Array;
  try {
    ({ lengths } = decodeFrame(block.frame, block.count));
  } catch (error) {
    throw damagedBlock(block, error);
  }
  let sum = 0;
  for (const length of lengths) sum += length;
  if (sum !== bytes.length) {
    throw damagedBlock(block, 'the lengths of its records do not add up to its content');
  }
  return hasher.leavesOfSpent(block.firstEvent - 1, bytes, lengths);
}
