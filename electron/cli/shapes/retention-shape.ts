// Holds and drops as the command line prints them in JSON.

import type { DroppedEvents } from '../../../shared/contract/areas/common.ts';
import type { Drop } from '../../../shared/contract/areas/retention.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { utcText } from '../times.ts';

type Hold = Output<'retention.state'>['holds'][number];

export function holdShape({ id, exhibit, reason, who, placedAtUs, released }: Hold) {
  return {
    id,
    /** Null: the whole case. */
    exhibit,
    reason,
    who,
    placed: utcText(placedAtUs),
    released: released && {
      at: utcText(released.atUs),
      who: released.who,
      reason: released.reason,
    },
  };
}

/** Events that are not in the case to be counted any more. */
export function droppedShape({ exhibit, events, atUs, who, reason }: DroppedEvents) {
  return { exhibit, events, at: utcText(atUs), who, reason };
}

export function dropShape({ exhibit, atUs, who, reason, events, from, through }: Drop) {
  return { exhibit, at: utcText(atUs), who, reason, events, from, through };
}
