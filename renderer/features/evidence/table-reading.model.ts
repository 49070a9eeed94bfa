// The layout of a table as an officer corrects it: names of the columns, separator, header, order of
// dates. Kept with the exhibit as the format it is read as.

import type { ExhibitReading, TableLayout } from '../../../shared/contract/areas/evidence.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';

export interface TableForm {
  readonly separator: string;
  /** One a line. */
  readonly names: string;
  readonly header: boolean;
  /** Empty: as the text says it. */
  readonly dates: '' | 'day-first' | 'month-first';
}

export const SEPARATORS: readonly { readonly value: string; readonly label: string }[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
];

export function tableFormOf(table: TableLayout): TableForm {
  return {
    separator: table.separator,
    names: table.columns.join('\n'),
    header: table.header,
    dates: table.dates ?? '',
  };
}

/** `csv:` and the layout, as a file’s format is kept; the error says what cannot be meant. */
export function tableFormat(
  form: TableForm,
  found: TableLayout,
  timeField: string,
): Result<string, string> {
  const columns = form.names
    .split('\n')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (columns.length < 2)
    return err('A table has at least two columns: name each on its own line.');
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) return err(`Two columns are named “${twice}”.`);
  const renamed = new Map(found.columns.map((name, at) => [name, columns[at] ?? name]));
  const time =
    timeField === ''
      ? found.time.map((name) => renamed.get(name) ?? name)
      : [renamed.get(timeField) ?? timeField];
  const unknown = time.find((name) => !columns.includes(name));
  if (unknown !== undefined) return err(`There is no column “${unknown}” to take the time from.`);
  const layout = {
    separator: form.separator,
    columns,
    time,
    ...(form.header ? {} : { header: false }),
    ...(found.preamble === undefined ? {} : { preamble: found.preamble }),
    ...(form.dates === '' ? {} : { dates: form.dates }),
  };
  return ok(`csv:${JSON.stringify(layout)}`);
}

export interface TimeCandidate {
  readonly field: string;
  readonly example: string;
  /** It is where times are taken from now. */
  readonly used: boolean;
}

/** Fields that hold times in most of the records that were looked at; the one in use first. */
export function timeCandidates(reading: ExhibitReading): readonly TimeCandidate[] {
  return reading.fields
    .filter(({ times, used }) => used > 0 || times * 2 >= reading.looked)
    .toSorted((one, other) => other.used - one.used || other.times - one.times)
    .map(({ field, example, used }) => ({ field, example, used: used > 0 }));
}

/** Where times are taken from, in words. */
export function timeSource(reading: ExhibitReading): string {
  const { options, table, looked, undated } = reading;
  const used = timeCandidates(reading).flatMap((each) => (each.used ? [each.field] : []));
  const fields = table && table.time.length > 0 ? table.time : used;
  if (options.timeField !== undefined)
    return `${options.timeField}, as was said when it was opened`;
  if (fields.length === 0) return looked === 0 ? '' : 'none was found';
  const some = undated > 0 ? ' where it can be read' : '';
  return `${fields.join(' and ')}${some}, found by itself`;
}
