// One cell of the event table. Evidence is text here, whatever it contains.

import { formatUtc } from '../../../shared/base/time.ts';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import { formatInZone } from '../../../shared/timeline/instant.ts';
import { visibleText } from '../../ui/visible-text.model.ts';
import { type EventColumnId, deltaText, levelTone } from './columns.model.ts';

export function EventCell(props: {
  readonly column: EventColumnId;
  readonly row: EventRow;
  readonly before: EventRow | undefined;
  readonly zone: string;
}) {
  const { column, row, zone } = props;
  switch (column) {
    case 'time':
      return row.timeUs === null ? (
        <span className="faint">undated</span>
      ) : (
        <time
          className="event-time"
          title={`${formatUtc(row.timeUs, row.precision, row.nanos)} (${zone} shown)`}
        >
          {formatInZone(row.timeUs, zone, row.precision, row.nanos)}
        </time>
      );
    case 'delta':
      return <span className="faint">{deltaText(row, props.before)}</span>;
    case 'level': {
      const tone = levelTone(row.level);
      return (
        <span className="event-level log-text" data-tone={tone}>
          {visibleText(row.level)}
        </span>
      );
    }
    case 'summary':
      return (
        <span className="log-text" title={visibleText(row.summary)}>
          {visibleText(row.summary)}
        </span>
      );
    default:
      return (
        <span className="log-text" title={visibleText(row[column])}>
          {visibleText(row[column])}
        </span>
      );
  }
}
