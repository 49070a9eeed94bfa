// The seal of the case itself: every block of original records against its hash and the chain of
// blocks, and the tables that searches and the timeline use against the records they stand for.
// Says which events are concerned; one bad block never hides the verdict on the others.

import { hexOf } from '../../../shared/base/bytes.ts';
import { FailureError } from '../../../shared/base/result.ts';
import type {
  ChainHead,
  Verdict,
  Verification,
  VerdictEntry,
} from '../../../shared/domain/verdict.ts';
import { VERDICTS, worstVerdict } from '../../../shared/domain/verdict.ts';
import type { EventHead } from '../../store/events.ts';
import type { Block } from '../../store/events.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { blockChain } from '../events/block-chain.ts';
import { openBlock, type OpenBlock } from '../events/block-reader.ts';
import type { JobHandler } from '../handlers.ts';
import { createBreather, throttledProgress, throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';

export function caseSealJob(engine: ReadEngine): JobHandler<'case.verifySeal'> {
  return async (_input, { signal, progress, host }) => {
    const { store } = engine;
    // Blocks are only ever added, so what stood at this moment can be checked while others write.
    const stand = store.snapshot(() => ({
      blockIds: store.events.blockIds(),
      nextEvent: store.meta.get('nextEvent') ?? 1,
      chain: store.meta.get('chain') ?? '',
      sources: store.sources.all(),
      rejections: new Map(
        store.sources.all().map((source) => [source.id, store.sources.rejectionCount(source.id)]),
      ),
    }));
    const seal = createSeal();
    const breathe = createBreather(host.nowUs);
    const report = throttledProgress(host.nowUs, progress);
    const total = Math.max(0, stand.nextEvent - 1);
    const perSource = new Map<number, number>();
    let expected = 1;
    let previous = '';
    let head: ChainHead | undefined;
    for (const id of stand.blockIds) {
      throwIfCancelled(signal);
      const block = store.events.block(id);
      if (!block) continue;
      const { firstEvent, count } = block;
      if (firstEvent > expected) {
        seal.add('missing', expected, firstEvent - 1, 'No sealed block holds these events.');
      }
      const fault = faultOf(engine, block, expected, previous);
      if (fault === undefined) seal.add('verified', firstEvent, firstEvent + count - 1, SOUND);
      else seal.add('altered', firstEvent, firstEvent + count - 1, fault);
      perSource.set(block.sourceId, (perSource.get(block.sourceId) ?? 0) + count);
      // From the recorded value, so that one bad block does not speak against those after it.
      previous = hexOf(block.chain);
      head = { sequence: firstEvent + count - 1, hash: previous };
      expected = Math.max(expected, firstEvent + count);
      report({ phase: 'verify', done: expected - 1, total, unit: 'events', note: 'seal' });
      await breathe();
    }
    if (stand.nextEvent > expected) {
      seal.add('missing', expected, stand.nextEvent - 1, 'No sealed block holds these events.');
    } else if (stand.nextEvent < expected) {
      seal.note('altered', 'The case counts fewer events than its sealed blocks hold.');
    }
    if (stand.chain !== previous) {
      seal.note(
        'altered',
        'The chain of blocks does not end at the value that the case recorded last.',
      );
    }
    const surplus = store.events.headsFrom(Math.max(expected, stand.nextEvent));
    if (surplus > 0 && store.meta.get('nextEvent') === stand.nextEvent) {
      seal.note('altered', `${String(surplus)} listed events have no sealed record.`);
    }
    const listed = new Set(stand.sources.map((source) => source.id));
    for (const [sourceId, events] of perSource) {
      if (listed.has(sourceId)) continue;
      seal.note(
        'missing',
        `${String(events)} sealed events are of an exhibit that the case no longer lists (number ${String(sourceId)}).`,
      );
    }
    for (const source of stand.sources) {
      const held = perSource.get(source.id) ?? 0;
      if (held !== source.events) {
        seal.note(
          held < source.events ? 'missing' : 'altered',
          `${source.exhibit} records ${String(source.events)} events, and the sealed blocks hold ${String(held)} of it.`,
        );
      }
      const rejections = stand.rejections.get(source.id) ?? 0;
      if (rejections !== source.rejected) {
        seal.note(
          rejections < source.rejected ? 'missing' : 'altered',
          `${source.exhibit} records ${String(source.rejected)} rejected records, and ${String(rejections)} are listed.`,
        );
      }
    }
    return { verification: seal.finish(head) };
  };
}

const SOUND = 'Records, their places and their listing match the seal.';

/** What does not hold of a block; `undefined` where everything does. */
function faultOf(
  engine: ReadEngine,
  block: Block,
  expected: number,
  previous: string,
): string | undefined {
  const name = `Block ${String(block.id)}`;
  if (block.firstEvent < expected) return `${name} claims events that another block holds.`;
  let opened: OpenBlock;
  try {
    opened = openBlock(block);
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
  if (hexOf(block.chain) !== blockChain(previous, block)) {
    return `${name} does not continue the chain: this block, its place or the one before it was changed after sealing.`;
  }
  return listingFault(engine, opened);
}

/** The rows that searches use are made from the records; a row that says something else hides one. */
function listingFault(engine: ReadEngine, block: OpenBlock): string | undefined {
  const { firstEvent, count } = block;
  const heads = engine.store.events.headsBetween(firstEvent, firstEvent + count);
  const listed = new Map(heads.map((head) => [head.id, head]));
  let differing = 0;
  let first: number | undefined;
  for (let slot = 0; slot < count; slot++) {
    const id = firstEvent + slot;
    if (agrees(engine, block, slot, listed.get(id))) continue;
    differing++;
    first ??= id;
  }
  if (first === undefined) return undefined;
  return `${String(differing)} events of block ${String(block.id)} are missing from the case's listing or listed with other values than their sealed records have; the first is event ${String(first)}.`;
}

function agrees(
  engine: ReadEngine,
  block: OpenBlock,
  slot: number,
  head: EventHead | undefined,
): boolean {
  if (head === undefined || head.sourceId !== block.sourceId) return false;
  let event;
  try {
    ({ event } = engine.views.read(block, slot));
  } catch (error) {
    // The record is sealed, but what it was read as was changed.
    if (error instanceof FailureError) return false;
    throw error;
  }
  return (
    head.timeUs === event.time.timeUs &&
    STORED_COLUMNS.every(
      (column) => head.values[column] === (event.ecs[column] ?? '').toWellFormed(),
    )
  );
}

function createSeal() {
  const entries: VerdictEntry[] = [];
  const counts: Record<Verdict, number> = {
    altered: 0,
    missing: 0,
    unverifiable: 0,
    unprotected: 0,
    verified: 0,
  };
  let checked = 0;
  return {
    /** A verdict on events, by their numbers. */
    add(verdict: Verdict, from: number, through: number, reason: string): void {
      const events = Math.max(0, through - from + 1);
      counts[verdict] += events;
      if (verdict !== 'missing') checked += events;
      const last = entries.at(-1);
      if (last?.verdict === verdict && last.reason === reason && last.through === from - 1) {
        entries[entries.length - 1] = { ...last, through };
      } else entries.push({ sequence: from, through, verdict, reason });
    },
    /** A verdict on the case as a whole. */
    note(verdict: Verdict, reason: string): void {
      counts[verdict] += 1;
      entries.push({ verdict, reason });
    },
    finish(head: ChainHead | undefined): Verification {
      const verdict = worstVerdict(VERDICTS.filter((each) => counts[each] > 0)) ?? 'verified';
      return {
        kind: 'case-seal',
        verdict,
        checked,
        counts,
        entries,
        shows:
          verdict === 'verified'
            ? 'Every record in the case is as it was sealed at import, none is missing from the chain of blocks, and the case lists each as its record says.'
            : 'Records in the case, or the case’s listing of them, are not as they were sealed at import; the events concerned are named.',
        doesNotShow:
          'Whether the whole case was written anew: only a head of this chain noted elsewhere shows that.',
        ...(head === undefined ? {} : { head }),
      };
    },
  };
}
