import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../shared/base/csv-row.ts';
import { cellsOf } from '../../../shared/normalise/table-row.ts';

describe('a row of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1 x', "'+1 x"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', `"'\t=1"`],
    ['\uff1d1', "'\uff1d1"],
    ['-12.5', '-12.5'],
    ['a-b', 'a-b'],
    ['say "x", y', '"say ""x"", y"'],
    ['two\nlines', '"two\nlines"'],
  ])('writes %j as %j', (text, written) => {
    expect(csvRow([text])).toBe(written);
  });

  it('is read back as it was, but for the apostrophe before what begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
        const read = cellsOf(csvRow(cells), ',');
        expect(
          read.ok &&
            read.value.map((cell, index) =>
              cell === `'${cells[index] ?? ''}` ? cell.slice(1) : cell,
            ),
        ).toEqual(cells);
      }),
    );
  });
});
