// Looks for rules in events that are being read, while they are at hand: what is found goes with the
// batch they are in, and detection finds it there.

import type { EventView } from '../../../shared/domain/event.ts';
import type { EventWatch } from '../../intake/record-sink.ts';
import { packHits } from '../../store/hits.ts';
import { matchingOf, type MatchingRules } from './block-matcher.ts';

/** Rules, and which of them are wanted. Plain data. */
export interface WantedRules {
  readonly rules: MatchingRules;
  readonly keys: readonly string[];
}

export function eventMatcher({ rules, keys }: WantedRules): EventWatch {
  const matching = matchingOf(rules)(keys);
  let count = 0;
  return {
    get count() {
      return count;
    },
    push(event: EventView) {
      count++;
      matching.push(event);
    },
    pass(source) {
      count++;
      matching.pass(source);
    },
    firstLook: (known, source) => matching.firstLook(known, source),
    take() {
      const any = count > 0;
      count = 0;
      // A batch of listed files and rejections is no block.
      return any ? packHits(matching.take()) : undefined;
    },
  };
}
