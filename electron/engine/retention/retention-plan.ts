// What the periods let go. An event's own time counts, not when it was imported; one without a time
// counts from its import. Records go block by block, so one may stay as long as the newest record of
// its block, and never goes early. A legal hold wins over every period.

import { timeUs, type TimeUs } from '../../../shared/base/time.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import type { DueBlock } from '../../store/retention.ts';

const US_PER_DAY = 86_400_000_000;

type Reader = Pick<CaseReader | CaseWriter['read'], 'retention' | 'sources'>;

export interface SourcePlan {
  readonly source: Source;
  readonly days: number | null;
  readonly held: boolean;
  /** Everything with a time before this is due; null without a period. */
  readonly beforeUs: TimeUs | null;
  readonly due: readonly DueBlock[];
}

export function retentionPlan({ retention, sources }: Reader, nowUs: TimeUs): SourcePlan[] {
  const days = retention.days();
  const holds = retention.holds().filter((hold) => hold.released === null);
  const wholeCase = holds.some((hold) => hold.sourceId === null);
  return sources.all().map((source) => {
    const period = days.get(source.id) ?? null;
    const beforeUs = period === null ? null : timeUs(nowUs - period * US_PER_DAY);
    return {
      source,
      days: period,
      held: wholeCase || holds.some((hold) => hold.sourceId === source.id),
      beforeUs,
      // What is still being read is not taken away under the reading.
      due:
        beforeUs === null || source.status === 'importing'
          ? []
          : retention.blocksBefore(source.id, beforeUs, source.addedAtUs),
    };
  });
}
