// Which tables as text hold CloudTrail events: their columns are those of events, or one of them, which
// may be the only one, holds whole events as JSON. Rows are read by cloudtrail.ts.

import { utf8 } from '../base/bytes.ts';
import { namesEvents, wholeEventColumn } from './cloudtrail-rows.ts';
import type { LogFormat } from './format.ts';
import type { Sample } from './sample.ts';
import { guessTable, tableLayout, type Table } from './table.ts';

const MOST = 0.5;
/** The name of a single column, and a quoted cell below it. */
const SINGLE = /^\ufeff?\s*"?([@\w]{1,40})"?[ \t]*\r?\n\s*"/;

/** @param withLayout the format that reads such a table */
export function guessEventTable(
  sample: Sample,
  withLayout: (layout: string) => LogFormat | undefined,
): Table | undefined {
  // JSON may hold as many commas.
  if (sample.framing !== 'lines' || /^\s*[{[]/.test(sample.text)) return undefined;
  const table = singleColumn(sample) ?? eventColumns(sample);
  if (!table || namesEvents(table.columns)) return table;
  return wholeEventColumn(table.columns) !== undefined && holdsEvents(sample, table, withLayout)
    ? table
    : undefined;
}

function singleColumn({ text }: Sample): Table | undefined {
  const name = SINGLE.exec(text)?.[1];
  if (name === undefined || wholeEventColumn([name]) === undefined) return undefined;
  return { separator: ',', columns: [name], time: [], header: true };
}

function eventColumns(sample: Sample): Table | undefined {
  const guess = guessTable(sample);
  if (guess?.header !== true || guess.share < MOST) return undefined;
  const { share: _share, dates: _dates, ...table } = guess;
  return { ...table, time: [] };
}

/** Whether most of the first rows are events. */
function holdsEvents(
  sample: Sample,
  table: Table,
  withLayout: (layout: string) => LogFormat | undefined,
): boolean {
  const format = withLayout(tableLayout(table));
  const framer = format?.createFramer?.({ maxRecordBytes: sample.text.length * 4 });
  if (!format || !framer) return false;
  let rows = 0;
  let events = 0;
  const sink = {
    record(bytes: Uint8Array) {
      rows += 1;
      if (format.parse(bytes, { zone: 'UTC' }).ok) events += 1;
    },
    rejected: () => void (rows += 1),
    skipped: () => undefined,
  };
  framer.push(utf8(sample.text), sink);
  // The last row may be cut off by the end of the sample.
  if (rows === 0) framer.finish(sink);
  return rows > 0 && events >= MOST * rows;
}
