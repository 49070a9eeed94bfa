// Makes checkpoints: seals what came since the last one, and signs where the case stands. Runs on the
// writer, within the transaction of the act that it seals.
//
// Only exhibits that this program touched are sealed anew. What was changed behind its back keeps
// disagreeing with its seal; where it is found on opening, the audit trail says so for good.

import { randomBytes } from 'node:crypto';
import { assert } from '../../../shared/base/assert.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import { formatCheckpoint, parseCheckpoint } from '../../../shared/sealing/checkpoint.ts';
import { MerkleRange } from '../../../shared/sealing/merkle.ts';
import { parseNote } from '../../../shared/sealing/note.ts';
import type { CaseWriter } from '../../store/case-store.ts';
import type { AuditLog } from '../case/audit-log.ts';
import { nodeHashes, type EngineHost } from '../host.ts';
import { makeCaseKey, originOf, signNote } from './case-key.ts';
import { catchUpLeaves } from './catch-up.ts';
import {
  auditLeaf,
  blockDigest,
  blockLeaf,
  CHUNKS,
  exhibitDigests,
  exhibitsDigest,
  noteHash,
  termChain,
} from './digests.ts';
import { changedExhibit, changedExhibitSeals, FOUND_CHANGED } from './found-changed.ts';
import { SECRET_BYTES } from './nonces.ts';
import { createLeafTree } from './leaf-tree.ts';

export interface Sealer {
  /** An act is about to change what is recorded of an exhibit: what was changed before is told first. */
  lookAt(sourceId: number): void;
  /** What is recorded of an exhibit is about to be, or was just, changed by this program. */
  touched(sourceId: number): void;
  /** Signs where the case stands now; returns the note. Throws FailureError. */
  checkpoint(reason: string): string;
  /** The same, where something came since the last one. */
  checkpointIfChanged(reason: string): void;
}

export function createSealer(store: CaseWriter, host: EngineHost, audit: AuditLog): Sealer {
  const touched = new Set<number>();
  const { read } = store;

  const sealBlocks = (): void => {
    const last = read.events.lastBlockId();
    for (let id = read.seals.lastSealedBlock() + 1; id <= last; id++) {
      const listing = read.seals.listing(id);
      // A number without a block is one that was taken out: verifying says so.
      if (listing)
        store.seals.addBlockSeal(id, blockDigest(listing, read.seals.chunks(id, CHUNKS)));
    }
  };
  const sealTerms = (): void => {
    const previous = read.seals.lastTermSeal();
    const through = read.seals.lastTerm();
    if (through <= (previous?.through ?? 0)) return;
    store.seals.addTermSeal({ through, chain: termChain(store.read, previous, through) });
  };
  const sealExhibits = (): void => {
    for (const id of touched) {
      const digests = exhibitDigests(read, id);
      if (digests) store.seals.setExhibitSeal(digests);
    }
    touched.clear();
  };

  return {
    lookAt(sourceId) {
      if (touched.has(sourceId)) return;
      const seal = read.seals.exhibitSeals().find((each) => each.sourceId === sourceId);
      if (seal) tell(store, audit, changedExhibit(store, seal, 'all'));
    },
    touched: (sourceId) => void touched.add(sourceId),
    checkpoint(reason) {
      const id = read.meta.get('id');
      const key = read.meta.get('sealKey');
      assert(id !== undefined && key !== undefined, 'a case has its id and its key');
      sealBlocks();
      sealTerms();
      sealExhibits();
      const tree = createLeafTree(read.leafTiles);
      const auditTree = new MerkleRange(nodeHashes);
      for (const entry of read.audit.all()) auditTree.addLeafHash(auditLeaf(entry));
      const blockTree = new MerkleRange(nodeHashes);
      for (const { digest } of read.seals.blockSeals()) blockTree.addLeafHash(blockLeaf(digest));
      const terms = read.seals.lastTermSeal();
      const exhibits = read.seals.exhibitSeals();
      const previous = read.seals.newest();
      const atUs = host.nowUs();
      const text = formatCheckpoint({
        origin: originOf(id),
        size: tree.size,
        root: tree.root(tree.size),
        time: formatUtc(atUs),
        reason,
        audit: { count: auditTree.size, hash: auditTree.root() },
        blocks: { count: blockTree.size, hash: blockTree.root() },
        terms: { count: terms?.through ?? 0, hash: terms?.chain ?? noteHash('') },
        exhibits: { count: exhibits.length, hash: exhibitsDigest(exhibits) },
        ...(previous && { previous: noteHash(previous.note) }),
      });
      const note = signNote(id, key, text);
      store.seals.addCheckpoint({ events: tree.size, atUs, reason, note });
      return note;
    },
    checkpointIfChanged(reason) {
      if (touched.size > 0 || !standsAtNewest(store)) this.checkpoint(reason);
    },
  };

  function standsAtNewest({ read: { seals, audit: trail, leafTiles, events } }: CaseWriter) {
    const newest = seals.newest();
    if (!newest) return false;
    const note = parseNote(newest.note);
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
    return (
      checkpoint.ok &&
      checkpoint.value.size === leafTiles.size() &&
      checkpoint.value.audit.count === trail.count() &&
      seals.lastSealedBlock() === events.lastBlockId()
    );
  }
}

/**
 * When a case is opened for writing: its secret and key where it has none yet, the tree of an older
 * case, and a look whether what was sealed of its exhibits still stands.
 */
export function openSeal(store: CaseWriter, audit: AuditLog, sealer: Sealer): void {
  const { read } = store;
  const isBegun = read.leafTiles.size() > 0;
  if (read.meta.get('sealSecret') === undefined) {
    if (isBegun) audit.add(FOUND_CHANGED, 'the secret that records were sealed with was not there');
    store.meta.set('sealSecret', randomBytes(SECRET_BYTES).toString('hex'));
  }
  if (read.meta.get('sealKey') === undefined) {
    if (read.seals.checkpointCount() > 0) {
      audit.add(FOUND_CHANGED, 'the key that checkpoints were signed with was not there');
    }
    store.meta.set('sealKey', makeCaseKey());
  }
  const added = catchUpLeaves(store);
  if (added > 0) audit.add('records sealed', `${String(added)} events of an older case`);
  if (read.seals.checkpointCount() === 0) {
    for (const { id } of read.sources.all()) sealer.touched(id);
  }
  for (const seal of read.seals.exhibitSeals()) {
    tell(store, audit, changedExhibit(store, seal, 'quick'));
  }
  tell(store, audit, changedExhibitSeals(store));
}

/** Once: what stays as it was found is not told again whenever the case is opened. */
function tell(store: CaseWriter, audit: AuditLog, fault: string | undefined): void {
  if (fault === undefined) return;
  for (const { act, detail } of store.read.audit.all()) {
    if (act === FOUND_CHANGED && detail === fault) return;
  }
  audit.add(FOUND_CHANGED, fault);
}
