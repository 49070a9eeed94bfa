// The running hash over the sealed blocks: each value covers its own block and, through the value
// before it, all earlier ones.

import { hash } from 'node:crypto';
import { hexOf } from '../../../shared/base/bytes.ts';
import { auditHash } from '../../../shared/sealing/hash-chain.ts';
import type { Block } from '../../store/events.ts';
import { nodeHashes } from '../host.ts';

export type SealedBlock = Pick<
  Block,
  'sourceId' | 'firstEvent' | 'count' | 'rawBytes' | 'sha256' | 'frame'
>;

/** @param previous the value of the block before; empty for the first */
export function blockChain(previous: string, block: SealedBlock): string {
  return auditHash(nodeHashes, previous, [
    'block',
    String(block.sourceId),
    String(block.firstEvent),
    String(block.count),
    String(block.rawBytes),
    hexOf(block.sha256),
    hash('sha256', block.frame, 'hex'),
  ]);
}
