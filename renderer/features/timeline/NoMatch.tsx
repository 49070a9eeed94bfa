// "Nothing matches", never bare: what was looked at, and what was not.

import { Search } from '@blueprintjs/icons';
import type { DroppedEvents } from '../../../shared/contract/areas/common.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { formatInZone } from '../../../shared/timeline/instant.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { DroppedNote } from '../../ui/DroppedNote.tsx';
import { plural } from '../../ui/format.model.ts';
import { EmptyState } from '../../ui/States.tsx';
import { useZone } from '../../ui/zone.ts';

export interface NoMatchProps {
  readonly query: string;
  readonly range: TimeRange;
  readonly undated: boolean;
  readonly dropped: readonly DroppedEvents[];
  readonly onClearQuery: () => void;
  readonly onWholeRange: (() => void) | null;
}

export function NoMatch(props: NoMatchProps) {
  const zone = useZone();
  const evidence = useQuery('evidence.list', {}, { topics: ['sources'] });
  const sources = (evidence.data?.sources ?? []).map(({ source }) => source);
  const inRange = sources.filter(
    (source) =>
      source.firstTimeUs !== null &&
      source.lastTimeUs !== null &&
      source.firstTimeUs < props.range.toUs &&
      source.lastTimeUs >= props.range.fromUs,
  );
  const rejected = sources.reduce((sum, source) => sum + source.rejected, 0);
  const from = formatInZone(props.range.fromUs, zone, 's');
  const to = formatInZone(props.range.toUs, zone, 's');
  return (
    <EmptyState
      icon={<Search size={20} />}
      title={
        props.query === ''
          ? props.undated
            ? 'Every event has a time'
            : 'No event in this range'
          : 'No event matches'
      }
      actions={
        <>
          {props.query !== '' && <Button onClick={props.onClearQuery}>Clear the search</Button>}
          {props.onWholeRange && <Button onClick={props.onWholeRange}>Search all evidence</Button>}
        </>
      }
    >
      {!props.undated && (
        <>
          Looked at {from} to {to} ({zone}){' '}
          {inRange.length === 0
            ? 'where no source has events.'
            : `in ${inRange.map((source) => source.exhibit).join(', ')}.`}{' '}
        </>
      )}
      {rejected > 0 && (
        <>Not searched, because it could not be read: {plural(rejected, 'record')}. </>
      )}
      <DroppedNote dropped={props.dropped} />
    </EmptyState>
  );
}
