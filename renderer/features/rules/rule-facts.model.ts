// What is known of a rule, in words: what looking for it cost, and what decides when it is heard.

import type { RuleCost, RuleTiming } from '../../../shared/domain/rule.ts';
import { formatCount, formatDuration, plural } from '../../ui/format.model.ts';

interface Fact {
  readonly key: string;
  readonly value: string;
}

/** `12 ms`; what was too quick to measure is said as such. */
export function costTime(us: number): string {
  return us < 1_000 ? 'under 1 ms' : `${formatCount(Math.round(us / 1_000))} ms`;
}

export function costRows({ tried, hits, us, notTested }: RuleCost): readonly Fact[] {
  return [
    { key: 'Hits', value: `${plural(hits, 'event')} of ${formatCount(tried)} that could match` },
    { key: 'Cost', value: `${costTime(us)} in the last run` },
    ...(notTested === 0
      ? []
      : [
          {
            key: 'Not tested',
            value: `${plural(notTested, 'value')}, because that would have cost too much`,
          },
        ]),
  ];
}

/** @param caseZone what the case reads hours and days in, where a rule names no zone */
export function timingRows(
  { foldUs, suppressUs, zone, readsClock }: RuleTiming,
  caseZone: string,
): readonly Fact[] {
  return [
    {
      key: 'Folding',
      value:
        foldUs === null
          ? 'one finding while its window stays full'
          : `hits less than ${formatDuration(foldUs)} apart are one finding`,
    },
    {
      key: 'Suppression',
      value:
        suppressUs === 0
          ? 'none: every finding raises an alert'
          : `${formatDuration(suppressUs)} in which further findings of the same group raise no alert`,
    },
    {
      key: 'Zone',
      value:
        zone !== null
          ? `${zone}, named by the rule`
          : readsClock
            ? `${caseZone}, that of the rules of this case`
            : 'plays no part',
    },
  ];
}
