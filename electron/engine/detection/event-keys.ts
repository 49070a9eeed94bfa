// Names an event by its exact record and where that stands in its file. Nothing of the exhibit goes
// in: an exhibit that grows has another hash, and its old findings must stay the same findings.

import { hash } from 'node:crypto';
import type { ReadEngine } from '../read-engine.ts';

export function eventKeys(engine: ReadEngine): (id: number) => string {
  return (id) => {
    const { bytes, position } = engine.views.get(id);
    return `${hash('sha256', bytes, 'hex')}:${String(position)}`;
  };
}
