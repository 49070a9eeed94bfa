// Proofs from what the case keeps: that a record is under a signed checkpoint, and that one
// checkpoint's records are the beginning of another's. Nothing leaves here that does not hold.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { base64Of } from '../../../shared/sealing/base64.ts';
import { parseCheckpoint, type Checkpoint } from '../../../shared/sealing/checkpoint.ts';
import { holdsConsistency, holdsInclusion } from '../../../shared/sealing/merkle-proof.ts';
import { formatKey, parseNote, type NoteKey } from '../../../shared/sealing/note.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { StoredCheckpoint } from '../../store/checkpoints.ts';
import type { BlockReader } from '../events/block-reader.ts';
import { nodeHashes } from '../host.ts';
import { blockLeaves } from './block-leaves.ts';
import { caseSecret, publicKeyOf } from './case-key.ts';
import { readNoted } from './check-since.ts';
import { createLeafHasher, HASH_BYTES } from './leaf-hash.ts';
import { createLeafTree, type LeafTree } from './leaf-tree.ts';

export interface Inclusion {
  readonly event: number;
  readonly exhibit: string;
  readonly file: string;
  readonly position: number;
  readonly record: string;
  readonly nonce: string;
  readonly leafHash: string;
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly root: string;
  readonly hashes: string[];
  readonly checkpoint: string;
  readonly publicKey: string;
}

export interface ProvenSize {
  readonly size: number;
  readonly root: string;
  /** The whole note; empty where only a root was given. */
  readonly checkpoint: string;
}

export function caseKeyOf({ meta }: Pick<CaseReader, 'meta'>): NoteKey {
  return publicKeyOf(meta.get('id') ?? '', meta.get('sealKey') ?? '');
}

export function caseKeyLine(store: Pick<CaseReader, 'meta'>): string {
  return formatKey(nodeHashes, caseKeyOf(store));
}

/** Leaf hashes that were not kept are worked out from the records. */
export function caseTree(store: CaseReader): LeafTree {
  const hasher = createLeafHasher(caseSecret(store));
  return createLeafTree(store.leafTiles, (from, to) => {
    const parts: Uint8Array[] = [];
    for (let leaf = from; leaf < to;) {
      const block = store.events.blockOf(leaf + 1);
      if (!block) break;
      const skip = leaf + 1 - block.firstEvent;
      const count = Math.min(block.count - skip, to - leaf);
      const hashes = blockLeaves(hasher, block);
      parts.push(hashes.subarray(skip * HASH_BYTES, (skip + count) * HASH_BYTES));
      leaf += count;
    }
    return new Uint8Array(Buffer.concat(parts));
  });
}

/** Throws FailureError where there is no checkpoint that can be read. */
export function readStored(stored: StoredCheckpoint): Checkpoint {
  const note = parseNote(stored.note);
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  if (checkpoint.ok) return checkpoint.value;
  throw new FailureError(
    failure('case.damaged', `Checkpoint ${String(stored.id)}: ${checkpoint.error.message}`),
  );
}

/** Throws FailureError where the event is not there, not under a checkpoint, or not as it was sealed. */
export function proveInclusion(
  store: CaseReader,
  blocks: BlockReader,
  eventId: number,
  checkpointId: number | undefined,
): Inclusion {
  const block = blocks.ofEvent(eventId);
  if (!block) {
    throw new FailureError(
      failure('event.unknown', `There is no event number ${String(eventId)}.`),
    );
  }
  const stored =
    checkpointId === undefined ? store.seals.newest() : store.seals.checkpoint(checkpointId);
  if (!stored && checkpointId !== undefined) {
    throw new FailureError(
      failure('checkpoint.unknown', `There is no checkpoint number ${String(checkpointId)}.`),
    );
  }
  if (!stored || stored.events < eventId) {
    throw new FailureError(
      failure(
        'prove.unsealed',
        `Event ${String(eventId)} is not under ${stored ? `checkpoint ${String(stored.id)}` : 'a checkpoint'} yet.`,
      ),
    );
  }
  const checkpoint = readStored(stored);
  const slot = eventId - block.firstEvent;
  const leafIndex = eventId - 1;
  const record = block.record(slot);
  const hasher = createLeafHasher(caseSecret(store));
  const leafHash = hasher.leaves(leafIndex, record, Uint32Array.of(record.length));
  const proof = caseTree(store).inclusion(leafIndex, checkpoint.size);
  const claim = { leafIndex, treeSize: checkpoint.size, leafHash, root: checkpoint.root };
  if (!proof || !holdsInclusion(nodeHashes, { ...claim, proof })) {
    throw new FailureError(
      failure(
        'prove.altered',
        `Event ${String(eventId)} cannot be proven: the record, or the tree over it, is not what checkpoint ${String(stored.id)} was signed over. Verify the case to see what was changed.`,
      ),
    );
  }
  const fileIndex = block.frame.fileIndex[slot] ?? 0;
  return {
    event: eventId,
    exhibit: store.sources.get(block.sourceId)?.exhibit ?? '',
    file: store.sources.file(block.sourceId, fileIndex)?.name ?? '',
    position: block.frame.positions[slot] ?? 0,
    record: base64Of(record),
    nonce: base64Of(hasher.nonce(leafIndex)),
    leafHash: base64Of(leafHash),
    leafIndex,
    treeSize: checkpoint.size,
    root: base64Of(checkpoint.root),
    hashes: proof.map(base64Of),
    checkpoint: stored.note,
    publicKey: caseKeyLine(store),
  };
}

/**
 * @param fromText number of a checkpoint, `SIZE:ROOT`, or the text of a checkpoint; so `toText`
 * Throws FailureError where the case does not continue them.
 */
export function proveConsistency(store: CaseReader, fromText: string, toText: string) {
  const from = namedSize(store, fromText);
  const to = namedSize(store, toText);
  if (from.size > to.size) {
    throw new FailureError(
      failure('prove.order', 'The first checkpoint covers more events than the second.'),
    );
  }
  if (from.size === 0) {
    throw new FailureError(
      failure('prove.empty', 'A checkpoint of no events says nothing about later ones.'),
    );
  }
  const proof = caseTree(store).consistency(from.size, to.size);
  const claim = { oldSize: from.size, newSize: to.size, oldRoot: from.root, newRoot: to.root };
  if (!proof || !holdsConsistency(nodeHashes, { ...claim, proof })) {
    throw new FailureError(
      failure(
        'prove.inconsistent',
        'The records of this case do not fit the two checkpoints: something was changed. Verify the case with --since to see what.',
      ),
    );
  }
  const shown = ({ size, root, checkpoint }: typeof from): ProvenSize => ({
    size,
    root: base64Of(root),
    checkpoint,
  });
  return {
    from: shown(from),
    to: shown(to),
    hashes: proof.map(base64Of),
    publicKey: caseKeyLine(store),
  };
}

function namedSize(store: CaseReader, text: string) {
  if (/^\d{1,15}$/.test(text.trim())) {
    const stored = store.seals.checkpoint(Number(text));
    if (!stored) {
      throw new FailureError(
        failure('checkpoint.unknown', `There is no checkpoint number ${text.trim()}.`),
      );
    }
    const { size, root } = readStored(stored);
    return { size, root, checkpoint: stored.note };
  }
  const noted = readNoted(text);
  if (!noted.ok) throw new FailureError(noted.error);
  if (noted.value.kind === 'root') return { ...noted.value, checkpoint: '' };
  const { checkpoint } = noted.value;
  return { size: checkpoint.size, root: checkpoint.root, checkpoint: text };
}
