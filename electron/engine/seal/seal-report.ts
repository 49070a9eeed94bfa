// Collects what does not hold of a case and makes one verdict of it: stretches of events, worst
// reason first where several concern the same ones, and what concerns the case as a whole.

import {
  VERDICTS,
  worstVerdict,
  type ChainHead,
  type Verdict,
  type Verification,
  type VerdictEntry,
} from '../../../shared/domain/verdict.ts';

export interface EventFault {
  readonly from: number;
  readonly through: number;
  readonly verdict: Exclude<Verdict, 'verified'>;
  readonly reason: string;
}

export interface CaseNote {
  readonly verdict: Verdict;
  readonly reason: string;
}

export interface SealReport {
  event(fault: EventFault): void;
  note(verdict: Verdict, reason: string): void;
  finish(events: number, head: ChainHead | undefined): Verification;
}

const SOUND = 'Records, their places and their listing match the seal.';

export function createSealReport(): SealReport {
  const faults: EventFault[] = [];
  const notes: CaseNote[] = [];
  return {
    event: (fault) => {
      const last = faults.at(-1);
      if (
        last?.verdict === fault.verdict &&
        last.reason === fault.reason &&
        last.through === fault.from - 1
      ) {
        faults[faults.length - 1] = { ...last, through: fault.through };
      } else if (fault.through >= fault.from) faults.push(fault);
    },
    note: (verdict, reason) => void notes.push({ verdict, reason }),
    finish(events, head) {
      const entries: VerdictEntry[] = [...stretches(faults, events), ...notes];
      const counts: Record<Verdict, number> = {
        altered: 0,
        missing: 0,
        unverifiable: 0,
        unprotected: 0,
        verified: 0,
      };
      let checked = 0;
      for (const { sequence, through, verdict } of entries) {
        if (sequence === undefined || through === undefined) {
          if (verdict !== 'verified') counts[verdict] += 1;
          continue;
        }
        counts[verdict] += through - sequence + 1;
        if (verdict !== 'missing') checked += through - sequence + 1;
      }
      const verdict = worstVerdict(entries.map((entry) => entry.verdict)) ?? 'verified';
      return {
        kind: 'case-seal',
        verdict,
        checked,
        counts,
        entries,
        shows: SHOWS[verdict],
        doesNotShow:
          'Whether the whole case was written anew: the key that signs checkpoints lies in the case, so only a checkpoint noted elsewhere shows that. Nor what was worked out from the records or written down later: hits of rules, alerts, incidents, settings and the index for searching have no hash of their own.',
        ...(head && { head }),
      };
    },
  };
}

const SHOWS: Readonly<Record<Verdict, string>> = {
  verified:
    'Every record in the case is as it was sealed at import, none is missing, the case lists each as it did then, and every signed checkpoint and line of the audit trail stands.',
  unprotected:
    'What signed checkpoints cover is as it was sealed; what came after the last one is not signed for yet.',
  unverifiable: 'What could be checked is as it was sealed; the rest is named with the reason.',
  missing: 'Records or lines that were sealed are no longer in the case; they are named.',
  altered:
    'Records in the case, or what it lists of them, are not as they were sealed; the events concerned are named.',
};

const RANK = new Map(VERDICTS.map((verdict, rank) => [verdict, rank]));

/** Disjoint stretches over all events, sound ones included. */
function stretches(faults: readonly EventFault[], events: number): VerdictEntry[] {
  const rank = ({ verdict }: EventFault) => RANK.get(verdict) ?? 0;
  const opening = [...faults].sort((a, b) => a.from - b.from);
  const cuts = new Set<number>([1, events + 1]);
  for (const { from, through } of faults) cuts.add(from).add(through + 1);
  const edges = [...cuts].sort((a, b) => a - b);
  const entries: VerdictEntry[] = [];
  let open: EventFault[] = [];
  let next = 0;
  for (const [index, from] of edges.entries()) {
    const end = edges[index + 1];
    if (end === undefined) break;
    open = open.filter((fault) => fault.through >= from);
    for (let fault = opening[next]; fault && fault.from <= from; fault = opening[++next]) {
      open.push(fault);
    }
    let worst: EventFault | undefined;
    for (const fault of open) if (!worst || rank(fault) < rank(worst)) worst = fault;
    // Beyond the last event only what is missing there is spoken of.
    if (!worst && from > events) continue;
    const { verdict, reason } = worst ?? { verdict: 'verified' as const, reason: SOUND };
    const last = entries.at(-1);
    if (last?.verdict === verdict && last.reason === reason && last.through === from - 1) {
      entries[entries.length - 1] = { ...last, through: end - 1 };
    } else entries.push({ sequence: from, through: end - 1, verdict, reason });
  }
  return entries;
}
