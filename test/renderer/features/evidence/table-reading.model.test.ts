// The columns of a table and the field of the time, as an officer corrects them.

import { describe, expect, it } from 'vitest';
import type { ExhibitReading, TableLayout } from '../../../../shared/contract/areas/evidence.ts';
import { tableOf } from '../../../../shared/formats/table.ts';
import {
  tableFormat,
  tableFormOf,
  timeCandidates,
  timeSource,
} from '../../../../renderer/features/evidence/table-reading.model.ts';
import {
  readingFormOf,
  readingOptions,
} from '../../../../renderer/features/evidence/reading.model.ts';

const FOUND: TableLayout = {
  separator: ';',
  columns: ['exported', 'event date', 'person'],
  time: ['exported'],
  header: true,
  dates: 'day-first',
};

const layoutOf = (format: string) => tableOf(format.slice('csv:'.length));
const format = (change: Partial<ReturnType<typeof tableFormOf>>, timeField = '') => {
  const result = tableFormat({ ...tableFormOf(FOUND), ...change }, FOUND, timeField);
  if (!result.ok) throw new Error(result.error);
  return layoutOf(result.value);
};

describe('a table', () => {
  it('is read as it was found where nothing is changed', () => {
    expect(format({})).toEqual(FOUND);
  });
  it('takes its times from another column', () => {
    expect(format({}, 'event date')?.time).toEqual(['event date']);
  });
  it('keeps the time where its column is given another name', () => {
    const renamed = format({ names: 'sent\nevent date\nwho\n' });
    expect(renamed?.columns).toEqual(['sent', 'event date', 'who']);
    expect(renamed?.time).toEqual(['sent']);
  });
  it('is refused where names are missing, twice there, or not that of the time', () => {
    const error = (names: string, time = '') => {
      const result = tableFormat({ ...tableFormOf(FOUND), names }, FOUND, time);
      return result.ok ? '' : result.error;
    };
    expect(error('one')).toContain('at least two columns');
    expect(error('a\nb\na')).toContain('“a”');
    expect(error('a\nb\nc', 'nowhere')).toContain('“nowhere”');
  });
});

const READING: ExhibitReading = {
  options: {},
  looked: 10,
  undated: 0,
  zoneAssumed: 10,
  fields: [
    { field: 'message', example: 'm', times: 0, used: 0 },
    { field: 'happened', example: '2026-06-01 10:00:00', times: 10, used: 0 },
    { field: 'time', example: '2020-01-01T00:00:00Z', times: 10, used: 10 },
    { field: 'sometimes', example: '2026', times: 2, used: 0 },
  ],
};

describe('the field of the time', () => {
  it('is chosen among those that hold times in most records, the one in use first', () => {
    expect(timeCandidates(READING).map(({ field, used }) => [field, used])).toEqual([
      ['time', true],
      ['happened', false],
    ]);
  });
  it('is said with how it was found', () => {
    expect(timeSource(READING)).toBe('time, found by itself');
    expect(timeSource({ ...READING, options: { timeField: 'happened' } })).toMatch(/^happened, as/);
    expect(timeSource({ ...READING, table: FOUND })).toBe('exported, found by itself');
    expect(timeSource({ ...READING, fields: [] })).toBe('none was found');
  });
});

describe('what an exhibit was opened with', () => {
  it('stands in the form again', () => {
    const chainLayout = JSON.stringify({ table: 'audit_trail', columns: { message: 'text' } });
    const options = { zone: 'Europe/Berlin', timeField: 'happened', chainLayout };
    const form = readingFormOf({ ...READING, options });
    expect(form.table).toBe('audit_trail');
    expect(readingOptions(form)).toEqual({ ok: true, value: options });
  });
  it('is the kind of the format, not its layout', () => {
    expect(readingFormOf({ ...READING, options: { format: 'csv:{"x":1}' } }).format).toBe('csv');
  });
});
