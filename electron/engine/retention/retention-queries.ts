// What is kept how long, what would be dropped now, and what was.

import type { QueryHandlers } from '../handlers.ts';
import type { EngineHost } from '../host.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { retentionPlan } from './retention-plan.ts';

export function retentionQueries(
  store: CaseReader,
  host: EngineHost,
): Pick<QueryHandlers, 'retention.state'> {
  return {
    'retention.state'() {
      const { retention } = store;
      const plans = retentionPlan(store, host.nowUs());
      const exhibitOf = new Map(plans.map(({ source }) => [source.id, source.exhibit]));
      const droppedEvents = retention.droppedEvents();
      const perRun = Map.groupBy(retention.dropped(), (block) => block.runId);
      return {
        exhibits: plans.map(({ source, days, held, due }) => ({
          sourceId: source.id,
          exhibit: source.exhibit,
          name: source.name,
          days,
          held,
          events: source.events,
          due: {
            blocks: due.length,
            events: due.reduce((sum, block) => sum + block.count, 0),
            bytes: due.reduce((sum, block) => sum + block.rawBytes, 0),
          },
          dropped: droppedEvents.get(source.id) ?? 0,
        })),
        holds: retention.holds().map(({ id, sourceId, reason, who, placedAtUs, released }) => ({
          id,
          exhibit: sourceId === null ? null : (exhibitOf.get(sourceId) ?? String(sourceId)),
          reason,
          who,
          placedAtUs,
          released,
        })),
        drops: retention.runs().map(({ id, sourceId, atUs, who, reason }) => {
          const blocks = perRun.get(id) ?? [];
          const last = blocks.at(-1);
          return {
            exhibit: exhibitOf.get(sourceId) ?? String(sourceId),
            atUs,
            who,
            reason,
            events: blocks.reduce((sum, block) => sum + block.count, 0),
            from: blocks[0]?.firstEvent ?? 0,
            through: last ? last.firstEvent + last.count - 1 : 0,
          };
        }),
      };
    },
  };
}
