// How records are understood, in a few lines: where times come from, the zone, the columns of a table.

import type { ReactNode } from 'react';
import type { ExhibitReading } from '../../../shared/contract/areas/evidence.ts';
import { KeyValue } from '../../ui/Layout.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { timeSource } from './table-reading.model.ts';

export function ReadingFacts({
  reading,
  first = [],
}: {
  readonly reading: ExhibitReading;
  /** What is told before. */
  readonly first?: readonly { readonly key: string; readonly value: ReactNode }[];
}) {
  const { table, options, looked, undated, zoneAssumed } = reading;
  return (
    <KeyValue
      blank="not known"
      rows={[
        ...first,
        {
          key: 'Time from',
          value: <span className="log-text">{visibleText(timeSource(reading))}</span>,
        },
        {
          key: 'Zone',
          value:
            zoneAssumed > 0
              ? `${options.zone ?? 'UTC'}, assumed: the times name none`
              : looked > undated
                ? 'named by the times'
                : '',
        },
        ...(table
          ? [
              {
                key: 'Columns',
                value: <span className="log-text">{visibleText(table.columns.join(', '))}</span>,
              },
              {
                key: 'First row',
                value: table.header ? 'names the columns' : 'is a record like the others',
              },
            ]
          : []),
      ]}
    />
  );
}
