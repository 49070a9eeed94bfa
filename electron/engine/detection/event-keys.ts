// Names an event by its exact record and where that stands in its file. Nothing of the exhibit goes
// in: an exhibit that grows has another hash, and its old findings must stay the same findings.

import { hash } from 'node:crypto';
import type { StoredEvent } from '../events/event-views.ts';
import type { ReadEngine } from '../read-engine.ts';

/** Throws FailureError where there is no such event. */
export function eventKeys({ blocks, views }: ReadEngine): (id: number) => string {
  return (id) => {
    const block = blocks.ofEvent(id);
    // Which says why it is not there.
    if (block === undefined) return keyOf(views.get(id));
    const slot = id - block.firstEvent;
    return keyOf({ bytes: block.record(slot), position: block.frame.positions[slot] ?? 0 });
  };
}

function keyOf({ bytes, position }: Pick<StoredEvent, 'bytes' | 'position'>): string {
  return `${hash('sha256', bytes, 'hex')}:${String(position)}`;
}
