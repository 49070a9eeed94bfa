// The seal of a case, whole: every record, the listing, the exhibits, the audit trail and every
// signed checkpoint; and the case against a checkpoint noted elsewhere. One bad place never hides the
// verdict on the others.

import { hash } from 'node:crypto';
import { hexOf, sameBytes } from '../../../shared/base/bytes.ts';
import { counted, grouped } from '../../../shared/base/counted.ts';
import { FailureError } from '../../../shared/base/result.ts';
import type { ChainHead } from '../../../shared/domain/verdict.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { Block } from '../../store/events.ts';
import { inflateBlockAside } from '../events/block-bytes.ts';
import { auditIsIntact } from '../case/audit-log.ts';
import type { DroppedBlock } from '../../store/retention.ts';
import type { JobHandler } from '../handlers.ts';
import { createBreather, throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { provenDrops } from '../retention/drop-record.ts';
import { leavesHere } from './block-leaves.ts';
import { caseSecret, publicKeyOf } from './case-key.ts';
import { checkCheckpoints, readCheckpoints, type CaseTrees } from './check-checkpoints.ts';
import { blockFault, checkExhibits, checkTerms } from './check-listing.ts';
import { CHANGED, checkRecords } from './check-records.ts';
import { checkSince, notedSizes, readNoted } from './check-since.ts';
import { auditLeaf, blockLeaf, exhibitsDigest, noteHash } from './digests.ts';
import { foundChanged } from './found-changed.ts';
import { checkKeptVerdicts } from './kept-verdicts.ts';
import { createRootWalk, rootsAt } from './root-walk.ts';
import { createSealReport, type SealReport } from './seal-report.ts';

const SECRET_CHANGED =
  'No record at all is the one that was sealed: the secret that their nonces are made with was changed, or all of them were.';

export function verifySealJob(engine: ReadEngine): JobHandler<'case.verifySeal'> {
  return async ({ since }, { signal, progress, host, startLeafWorkers }) => {
    const { store } = engine;
    const read = since === undefined ? undefined : readNoted(since);
    if (read?.ok === false) throw new FailureError(read.error);
    const noted = read?.value;
    const report = createSealReport();
    const breathe = createBreather(host.nowUs);
    const tell = throttledProgress(host.nowUs, progress);

    // Records are only ever added, so what stood at this moment can be checked while others write.
    const stand = store.snapshot(() => standOf(store, report));
    const { events } = stand;
    let previousChain = '';
    let expected = 1;
    // A dropped block leaves its link, so that the chain is followed over it.
    let nextDrop = 0;
    const passDropped = (before: number): void => {
      for (; nextDrop < stand.dropped.length; nextDrop++) {
        const dropped = stand.dropped[nextDrop];
        if (!dropped || dropped.blockId >= before) return;
        previousChain = hexOf(dropped.chain);
        expected = Math.max(expected, dropped.firstEvent + dropped.count);
      }
    };
    for (const id of stand.blockIds) {
      throwIfCancelled(signal);
      passDropped(id);
      const block = store.seals.listing(id);
      if (!block) continue;
      const fault =
        block.firstEvent < expected
          ? `Block ${String(id)} claims events that another block holds.`
          : blockFault(store, block, stand.blockDigests.get(id), previousChain);
      if (fault !== undefined) {
        const through = block.firstEvent + block.count - 1;
        report.event({ from: block.firstEvent, through, verdict: 'altered', reason: fault });
      }
      previousChain = hexOf(block.chain);
      expected = Math.max(expected, block.firstEvent + block.count);
      await breathe();
    }
    passDropped(Number.POSITIVE_INFINITY);
    if (stand.chain !== previousChain) {
      report.note(
        'altered',
        'The chain of blocks does not end at the value that the case recorded last.',
      );
    }
    if (expected - 1 > events) {
      report.note('altered', 'The case counts fewer events than its sealed blocks hold.');
    }

    const start = startLeafWorkers ?? leavesHere;
    const { secret } = stand;
    const workers =
      secret instanceof FailureError
        ? { ...noWorkers, leaves: () => Promise.reject(secret) }
        : start({ secret, rawBytes: store.seals.rawBytes() });
    let changed = 0;
    try {
      for await (const { findings, done } of checkRecords(store, workers, events)) {
        for (const finding of findings) {
          if ('from' in finding) report.event(finding);
          else report.note(finding.verdict, finding.reason);
          if (finding.reason === CHANGED) changed++;
        }
        tell({ phase: 'verify', done, total: events, unit: 'events', note: 'seal' });
        await breathe();
        throwIfCancelled(signal);
      }
    } finally {
      await workers.close();
    }
    if (events > 1 && changed === events) report.note('altered', SECRET_CHANGED);

    const walk = createRootWalk(store.leafTiles);
    // The noted size is asked for in its place among those of the case's own checkpoints.
    const notedSize = notedSizes(noted).events;
    let notedRoot: Uint8Array | undefined;
    let walked = 0;
    const eventRoot = (size: number): Uint8Array | undefined => {
      if (notedSize <= size && notedSize >= walked && notedSize <= stand.leaves) {
        notedRoot ??= walk(notedSize);
      }
      walked = size;
      return walk(size);
    };
    const auditRoots = rootsAt(
      stand.auditLeaves,
      new Set([...sizesOf(stand).map(({ audit }) => audit.count), notedSizes(noted).audit]),
    );
    const blockRoots = blockRootsOf(stand, notedSizes(noted).blocks);
    const trees: CaseTrees = {
      events: stand.leaves,
      auditLines: stand.auditLeaves.length,
      blocks: stand.blockDigests.size,
      exhibits: {
        count: stand.exhibitSeals.length,
        hash: exhibitsDigest(stand.exhibitSeals),
      },
      eventRoot,
      auditRoot: (size) => auditRoots.get(size),
      blockRoot: (count) => blockRoots.get(count),
      termHash: (through) => (through === 0 ? noteHash('') : stand.termHashes.get(through)),
    };
    const unfit = checkCheckpoints(stand.checkpoints, stand.key, trees, report);
    for (const { from, through, reason } of unfit) {
      if (!(await nameBlocks(store, from, through, report))) {
        report.event({ from, through, verdict: 'altered', reason });
      }
    }
    const root = eventRoot(stand.leaves);
    sealedThrough(stand, report);
    if (noted) checkSince(noted, notedRoot, stand.key, trees, stand.checkpoints, report);
    const newest = stand.checkpoints.at(-1)?.stored;
    const head: ChainHead | undefined =
      root && stand.leaves > 0 ? { sequence: stand.leaves, hash: hexOf(root) } : undefined;
    return {
      verification: {
        ...report.finish(Math.max(events, stand.leaves), head),
        ...(newest && { checkpoint: newest.note }),
      },
    };
  };
}

type Stand = ReturnType<typeof standOf>;

/** All that is small, of one moment; what is wrong with it is told at once. */
function standOf(store: CaseReader, report: SealReport) {
  const { meta, seals } = store;
  const events = Math.max(0, (meta.get('nextEvent') ?? 1) - 1);
  const leaves = store.leafTiles.size();
  if (leaves !== events) {
    report.note(
      leaves < events ? 'missing' : 'altered',
      `The case counts ${counted(events, 'event')}, and its tree holds ${grouped(leaves)}.`,
    );
  }
  const sources = store.sources.all();
  const exhibitSeals = seals.exhibitSeals();
  for (const { verdict, reason } of checkExhibits(store, sources, exhibitSeals)) {
    report.note(verdict, reason);
  }
  const drops = provenDrops(store);
  const dropped = store.retention.dropped().filter(({ blockId }) => drops.has(blockId));
  checkCounts(store, dropped, report);
  for (const name of store.foreignObjects()) {
    report.note(
      'altered',
      `The ${name} of the case file is not as this program makes it: what is shown may differ from what is kept.`,
    );
  }
  for (const { verdict, reason } of checkKeptVerdicts(store)) report.note(verdict, reason);
  for (const { verdict, reason } of foundChanged(store)) report.note(verdict, reason);
  if (!auditIsIntact(store)) report.note('altered', 'The chain of the audit trail does not hold.');
  return {
    events,
    leaves,
    chain: meta.get('chain') ?? '',
    secret: secretIn(store, report),
    key: publicKeyOf(meta.get('id') ?? '', meta.get('sealKey') ?? ''),
    blockIds: store.events.blockIds(),
    /** Those whose dropping the audit trail bears out. */
    dropped,
    blockDigests: new Map(seals.blockSeals().map(({ blockId, digest }) => [blockId, digest])),
    termHashes: checkTerms(store, seals.termSeals(), report),
    exhibitSeals,
    auditLeaves: Array.from(store.audit.all(), auditLeaf),
    checkpoints: readCheckpoints(seals.checkpoints()),
  };
}

/** What is wrong with it is said of each record, and hides nothing else. */
function secretIn(store: CaseReader, report: SealReport): Uint8Array | FailureError {
  try {
    return caseSecret(store);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    report.note('altered', error.message);
    return error;
  }
}

const noWorkers = { atOnce: 1, close: () => Promise.resolve() };

function checkCounts(
  { sources, seals }: CaseReader,
  dropped: readonly DroppedBlock[],
  report: SealReport,
): void {
  const held = seals.countsBySource();
  for (const { sourceId, count } of dropped) held.set(sourceId, (held.get(sourceId) ?? 0) + count);
  for (const source of sources.all()) {
    const count = held.get(source.id) ?? 0;
    held.delete(source.id);
    if (count !== source.events) {
      report.note(
        count < source.events ? 'missing' : 'altered',
        `${source.exhibit} records ${counted(source.events, 'event')}, and the sealed blocks hold ${grouped(count)} of it.`,
      );
    }
    const rejections = sources.rejectionCount(source.id);
    if (rejections !== source.rejected) {
      report.note(
        rejections < source.rejected ? 'missing' : 'altered',
        `${source.exhibit} records ${counted(source.rejected, 'rejected record')}, and ${grouped(rejections)} are listed.`,
      );
    }
  }
  for (const [sourceId, count] of held) {
    report.note(
      'missing',
      `${grouped(count)} sealed events are of an exhibit that the case no longer lists (number ${String(sourceId)}).`,
    );
  }
}

function sizesOf({ checkpoints }: Stand) {
  return checkpoints.flatMap(({ checkpoint }) => checkpoint ?? []);
}

function blockRootsOf(stand: Stand, more: number): ReadonlyMap<number, Uint8Array> {
  const counts = sizesOf(stand).map(({ blocks }) => blocks.count);
  return rootsAt([...stand.blockDigests.values()].map(blockLeaf), new Set([...counts, more]));
}

/** What came after the last checkpoint is chained, but not signed for. */
function sealedThrough({ leaves, checkpoints, auditLeaves }: Stand, report: SealReport): void {
  const newest = checkpoints.at(-1)?.checkpoint;
  if (!newest) {
    report.note('unprotected', 'The case has no checkpoint: nothing in it is signed for.');
    return;
  }
  if (newest.size < leaves) {
    report.event({
      from: newest.size + 1,
      through: leaves,
      verdict: 'unprotected',
      reason: 'These events came after the last checkpoint, and are not signed for yet.',
    });
  }
  const lines = auditLeaves.length - newest.audit.count;
  if (lines > 0) {
    report.note(
      'unprotected',
      `${counted(lines, 'line')} of the audit trail came after the last checkpoint, and ${lines === 1 ? 'is' : 'are'} not signed for yet.`,
    );
  }
}

/** Blocks whose records do not have the hash that was sealed with them; true where there are any. */
async function nameBlocks(
  store: CaseReader,
  from: number,
  through: number,
  report: SealReport,
): Promise<boolean> {
  let named = false;
  for (let event = from; event <= through;) {
    const block = store.events.blockOf(event);
    if (!block) break;
    const end = block.firstEvent + block.count - 1;
    if (!(await holdsItsHash(block))) {
      named = true;
      report.event({
        from: block.firstEvent,
        through: end,
        verdict: 'altered',
        reason: `Block ${String(block.id)} does not hold the records that were sealed.`,
      });
    }
    event = end + 1;
  }
  return named;
}

async function holdsItsHash(block: Block): Promise<boolean> {
  try {
    return sameBytes(hash('sha256', await inflateBlockAside(block), 'buffer'), block.sha256);
  } catch (error) {
    if (error instanceof FailureError) return false;
    throw error;
  }
}
