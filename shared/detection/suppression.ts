// `x-sealwatch-suppress`: after a finding of a rule and group, further ones of the same group raise no
// alert of their own for a time; the first says how many there were. The time runs from when the first
// fired, so that a rule that fires all the time is heard again each time it has passed.

import { spanText } from './sentences.ts';
import { formatUtc } from '../base/time.ts';
import type { Finding } from '../domain/finding.ts';

/** @param findings of one rule, in any order */
export function suppressed(findings: readonly Finding[], suppressUs: number): Finding[] {
  if (suppressUs === 0) return [...findings];
  const kept: Finding[] = [];
  for (const group of Map.groupBy(findings, groupKey).values()) {
    const inOrder = group.toSorted(
      (a, b) => a.firstFireUs - b.firstFireUs || a.startUs - b.startUs || (a.id < b.id ? -1 : 1),
    );
    for (let at = 0; at < inOrder.length;) {
      const first = inOrder[at];
      if (first === undefined) break;
      const followers: Finding[] = [];
      for (at++; at < inOrder.length; at++) {
        const next = inOrder[at];
        if (next === undefined || next.firstFireUs - first.firstFireUs >= suppressUs) break;
        followers.push(next);
      }
      kept.push(withFollowers(first, followers, suppressUs));
    }
  }
  return kept;
}

function groupKey({ group }: Finding): string {
  return JSON.stringify(Object.entries(group).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withFollowers(first: Finding, followers: readonly Finding[], suppressUs: number): Finding {
  const span = spanText(suppressUs);
  const parameters = { ...first.parameters, suppress: span, suppressed: String(followers.length) };
  const last = followers.at(-1);
  if (last === undefined) return { ...first, parameters };
  const more = `${String(followers.length)} more within ${span}, the last at ${formatUtc(last.firstFireUs)}.`;
  return { ...first, parameters, explanation: `${first.explanation} ${more}` };
}
