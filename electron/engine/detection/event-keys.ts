// Names an event by where it lies in the evidence, so that a second import changes no finding.

import type { ReadEngine } from '../read-engine.ts';

export function eventKeys(engine: ReadEngine): (id: number) => string {
  const sources = new Map(engine.store.sources.all().map((source) => [source.id, source.sha256]));
  return (id) => {
    const { sourceId, fileIndex, position } = engine.views.get(id);
    return `${sources.get(sourceId) ?? ''}:${String(fileIndex)}:${String(position)}`;
  };
}
