// Tables as text of no known product: CSV, TSV and the like. Separator, columns and time column are
// inferred from the first rows and kept as the layout. All values stay text.

import { utf8 } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import type { EventTime, Fields } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from '../normalise/event-time.ts';
import { fieldAt, plainText } from '../normalise/field-path.ts';
import { genericEcs, genericSummary } from '../normalise/generic-fields.ts';
import { withOrder } from '../normalise/written-date.ts';
import { defineFormat, type LogFormat } from './format.ts';
import { createRowFramer } from './framing/quoted-rows.ts';
import { guessTable, parseTableRow, tableLayout, tableOf, type Table } from './table.ts';

/** Enough for a table that was chosen by itself, not for a list that lies in a folder. */
const WITHOUT_TIME = 0.15;
const WITH_TIME = 0.5;
/** Above plain text, of which only commas tell it. */
const WITHOUT_NAMES = 0.3;

function withLayout(layout: string): LogFormat | undefined {
  const table = tableOf(layout);
  return table && formatOf(table, layout);
}

function formatOf(table: Table, layout: string): LogFormat {
  const { separator, columns, time, header, preamble, dates } = table;
  const [firstByte] = utf8(columns[0] ?? '');
  return defineFormat(
    {
      id: 'csv',
      title: separator === '\t' ? 'Table (TSV)' : 'Table (CSV)',
      notLogged: 'What the program that wrote this table leaves out is not known.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf(sample) {
        const guess = guessTable(sample);
        return guess ? tableLayout(guess) : '';
      },
      withLayout,
      createFramer: ({ maxRecordBytes }) =>
        createRowFramer({ maxRecordBytes, separator: separator.charCodeAt(0), header, preamble }),
      slices: {
        // A quoted cell may go on over lines.
        without: QUOTE,
        mayChange: (first) => header && first === firstByte,
        watch: () => headerTwice(table),
        createFramer: ({ maxRecordBytes }) =>
          createRowFramer({ maxRecordBytes, separator: separator.charCodeAt(0), header: false }),
      },

      // Below every format of a known product.
      recognise(sample) {
        if (sample.framing !== 'lines') return 0;
        const guess = guessTable(sample);
        if (!guess || guess.share < 0.5) return 0;
        if (!guess.header) return guess.share < 0.9 ? 0 : guess.share * WITHOUT_NAMES;
        return guess.share * (guess.time.length > 0 ? WITH_TIME : WITHOUT_TIME);
      },

      parse: (record): Result<Fields, string> => parseTableRow(record, table),

      time(fields, { zone, timeField }): EventTime {
        if (timeField !== undefined) {
          return eventTimeOf(fieldAt(fields, timeField), { zone, anyNumber: true });
        }
        if (time.length === 0) return UNDATED;
        const text = time.map((name) => plainText(fields[name]) ?? '').join(' ');
        const read = eventTimeOf(withOrder(text, dates), { zone, anyNumber: false });
        return dates === undefined ? read : { ...read, text };
      },

      ecs: genericEcs,
      logSource: () => undefined,
      summary: genericSummary,
    },
    layout,
  );
}

const QUOTE = 0x22;

/** True for the names of the columns once more, which whoever reads all of joined tables passes over. */
function headerTwice({ separator, columns }: Table): (line: string) => boolean {
  let seen = false;
  return (line) => {
    const cells = line.trimEnd().split(separator);
    const isHeader =
      cells.length === columns.length && cells.every((cell, at) => cell.trim() === columns[at]);
    const again = isHeader && seen;
    seen ||= isHeader;
    return again;
  };
}

const NO_TABLE: Table = { separator: ',', columns: [], time: [], header: true };
export const csv: LogFormat = {
  ...formatOf(NO_TABLE, ''),
  title: 'Table (CSV or TSV)',
  ref: 'csv',
};
