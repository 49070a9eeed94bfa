// Which events a package holds: all, those that a query finds, those of exhibits, those of an incident.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { LeafRange } from '../../../shared/sealing/merkle-ranges.ts';
import type { ReadEngine } from '../read-engine.ts';
import { UNATTENDED } from '../query-context.ts';
import { EMPTY_SCOPE } from '../scope.ts';
import { runsOf } from './package-events.ts';

export type PackageChoice = Input<'package.make'>['choice'];

export interface ChosenEvents {
  /** In words. */
  readonly text: string;
  readonly runs: readonly LeafRange[];
  /** Whose original files come along. */
  readonly originals: readonly Source[];
}

const PAGE = 5_000;

/** Throws FailureError where something named is not there. */
export async function chosenEvents(
  engine: ReadEngine,
  choice: PackageChoice,
): Promise<ChosenEvents> {
  switch (choice.kind) {
    case 'all': {
      const events = (engine.store.meta.get('nextEvent') ?? 1) - 1;
      const runs = events > 0 ? [{ from: 0, to: events }] : [];
      return { text: 'all records', runs, originals: [] };
    }
    case 'query': {
      const runs = runsOf(await eventsOf(engine, choice.query));
      return { text: `records that match ${choice.query}`, runs, originals: [] };
    }
    case 'exhibits': {
      const sources = choice.exhibits.map((name) => exhibitNamed(engine, name));
      const runs: LeafRange[] = [];
      for (const { id } of sources) {
        for (const blockId of engine.store.events.blocksOf(id)) {
          const block = engine.store.seals.listing(blockId);
          if (!block) continue;
          runs.push({ from: block.firstEvent - 1, to: block.firstEvent - 1 + block.count });
        }
      }
      runs.sort((a, b) => a.from - b.from);
      const names = sources.map(({ exhibit }) => exhibit).sort();
      return { text: `exhibits ${names.join(', ')}`, runs, originals: sources };
    }
    case 'incident': {
      const { incident, alerts } = engine.queries['incidents.get']({ id: choice.id }, EMPTY_SCOPE);
      const ids = new Set(incident.eventIds);
      for (const alert of alerts) for (const id of alert.finding.eventIds) ids.add(id);
      const runs = runsOf([...ids].sort((a, b) => a - b));
      return { text: `incident ${incident.id}`, runs, originals: [] };
    }
  }
}

function exhibitNamed({ store }: ReadEngine, name: string): Source {
  const found = store.sources.all().find(({ exhibit }) => exhibit === name.toUpperCase());
  if (found) return found;
  throw new FailureError(failure('source.unknown', `There is no exhibit ${name} in this case.`));
}

async function eventsOf({ queries }: ReadEngine, query: string): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | null = null;
  do {
    const input = { query, fromUs: null, toUs: null, cursor, limit: PAGE, descending: false };
    const page: Awaited<ReturnType<(typeof queries)['events.page']>> = await queries['events.page'](
      input,
      EMPTY_SCOPE,
      UNATTENDED,
    );
    for (const row of page.rows) ids.push(row.id);
    cursor = page.next;
  } while (cursor !== null);
  return ids.sort((a, b) => a - b);
}
