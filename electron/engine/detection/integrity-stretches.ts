// What verification found, as the rule on data integrity wants it: one stretch per unbroken run of
// altered or missing entries, with the events at hand there and the times it lies between.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { IntegrityStretch } from '../../../shared/detection/detection-result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { VerdictEntry } from '../../../shared/domain/verdict.ts';
import { fieldValues } from '../../../shared/match/fields.ts';
import { viewOf } from '../events/event-views.ts';
import type { ReadEngine } from '../read-engine.ts';

/** Sequence number, event number and time of each entry of a chained log, in order of sequence. */
interface Entry {
  readonly file: string;
  readonly sequence: number;
  readonly eventId: number;
  readonly timeUs: TimeUs | null;
}

export function integrityStretches(engine: ReadEngine): IntegrityStretch[] {
  const stretches: IntegrityStretch[] = [];
  for (const source of engine.store.sources.all()) {
    const verification = engine.store.sources.verification(source.id)?.verification;
    if (!verification) continue;
    const failing = joined(
      verification.entries.filter(
        (entry) => entry.verdict === 'altered' || entry.verdict === 'missing',
      ),
    );
    if (failing.length === 0) continue;
    const entries = verification.kind === 'hash-chain' ? entriesOf(engine, source) : [];
    for (const run of failing) stretches.push(stretchOf(source, run, entries, engine));
  }
  return stretches;
}

interface Run {
  readonly verdict: 'altered' | 'missing';
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly file: string | undefined;
  readonly reasons: readonly string[];
}

/** Neighbours of one verdict are one stretch, whatever their reasons. */
function joined(entries: readonly VerdictEntry[]): Run[] {
  const runs: Run[] = [];
  for (const entry of entries) {
    const verdict = entry.verdict === 'missing' ? 'missing' : 'altered';
    const to = entry.through ?? entry.sequence;
    const last = runs.at(-1);
    if (
      last?.to !== undefined &&
      last.verdict === verdict &&
      last.file === entry.file &&
      entry.sequence !== undefined &&
      (entry.sequence === last.to + 1 || entry.sequence === last.to)
    ) {
      const reasons = last.reasons.includes(entry.reason)
        ? last.reasons
        : [...last.reasons, entry.reason];
      runs[runs.length - 1] = { ...last, to, reasons };
    } else {
      runs.push({ verdict, from: entry.sequence, to, file: entry.file, reasons: [entry.reason] });
    }
  }
  return runs;
}

function entriesOf(engine: ReadEngine, source: Source): Entry[] {
  const entries: Entry[] = [];
  const files = engine.store.sources.files(source.id);
  for (const blockId of engine.store.events.blocksOf(source.id)) {
    const block = engine.blocks.byId(blockId);
    if (!block) continue;
    for (let slot = 0; slot < block.count; slot++) {
      const stored = engine.views.read(block, slot);
      const sequence = Number(fieldValues(viewOf(stored), 'sequence_number')?.[0]);
      if (Number.isSafeInteger(sequence)) {
        const file = files.find((each) => each.index === stored.fileIndex)?.name ?? '';
        entries.push({ file, sequence, eventId: stored.id, timeUs: stored.event.time.timeUs });
      }
    }
  }
  return entries.sort((a, b) => a.sequence - b.sequence || a.eventId - b.eventId);
}

function stretchOf(
  source: Source,
  run: Run,
  allEntries: readonly Entry[],
  engine: ReadEngine,
): IntegrityStretch {
  const { from, to, file } = run;
  // Numbers of one log say nothing of another in the same folder.
  const entries =
    file === undefined ? allEntries : allEntries.filter((entry) => entry.file === file);
  const place = file === undefined ? '' : `${file}, `;
  let touched: Entry[] = [];
  if (from !== undefined && to !== undefined && entries.length > 0) {
    touched =
      run.verdict === 'missing'
        ? [
            ...entries.filter((entry) => entry.sequence < from).slice(-1),
            ...entries.filter((entry) => entry.sequence > to).slice(0, 1),
          ]
        : entries.filter((entry) => entry.sequence >= from && entry.sequence <= to);
  }
  const times = touched.flatMap((entry) => (entry.timeUs === null ? [] : [entry.timeUs]));
  const span = engine.store.columns.span();
  const fallback = source.firstTimeUs ?? span?.first ?? source.addedAtUs;
  return {
    exhibit: source.exhibit,
    verdict: run.verdict,
    reason: run.reasons.join('; '),
    position:
      from === undefined
        ? (run.file ?? source.name)
        : from === to
          ? `${place}sequence ${String(from)}`
          : `${place}sequence ${String(from)} to ${String(to)}`,
    eventIds: touched.map((entry) => entry.eventId),
    startUs: times.reduce((a, b) => (a < b ? a : b), times[0] ?? fallback),
    endUs: times.reduce((a, b) => (a > b ? a : b), times[0] ?? source.lastTimeUs ?? fallback),
    entries: from === undefined || to === undefined ? 1 : to - from + 1,
  };
}
