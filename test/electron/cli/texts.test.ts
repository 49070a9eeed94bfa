import { describe, expect, it } from 'vitest';
import { commandLineText } from '../../../electron/cli/command-line.ts';
import { printable, printableJson } from '../../../electron/cli/printable.ts';
import { createProgressLine, progressText } from '../../../electron/cli/progress.ts';
import { bytesText, tableLines } from '../../../electron/cli/table.ts';

describe('printable text', () => {
  it('keeps letters of every script', () => {
    const text = 'Übergröße Ελληνικά Кириллица 日本語 🦭';
    expect(printable(text)).toBe(text);
  });

  it('shows what could move the cursor, hide or reorder text', () => {
    expect(printable('a\u001b[31mb\u202ec\u200bd\ne\u0085f\ufeffg\ud800h')).toBe(
      'a\\u{1b}[31mb\\u{202e}c\\u{200b}d\\u{a}e\\u{85}f\\u{feff}g\\u{d800}h',
    );
    expect(printable('tag \u{e0041}')).toBe('tag \\u{e0041}');
  });

  it('as JSON reads back as it was', () => {
    const value = { text: 'a\u001bb\u202ec\u0085\u{e0041}\u2028', list: ['ü', 1, null] };
    const text = printableJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\u0085\u202e\u2028\u{e0041}]/u);
  });
});

describe('a table', () => {
  it('aligns its columns, numbers to the right', () => {
    expect(
      tableLines(
        [
          ['a', '1', 'x'],
          ['long', '100', ''],
        ],
        { right: [1], indent: 2 },
      ),
    ).toEqual(['  a       1  x', '  long  100']);
  });

  it('counts bytes in units people read', () => {
    expect([0, 999, 1_000, 1_234_567, 250_000_000].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.2 MB',
      '250 MB',
    ]);
  });
});

describe('progress', () => {
  const progress = {
    phase: 'import',
    done: 500,
    total: 1_000,
    unit: 'bytes',
    note: 'a\u001b',
  } as const;

  it('says how much of how much', () => {
    expect(progressText(progress)).toBe('import: 500 B of 1.0 kB (50 %)  a\\u{1b}');
    expect(progressText({ ...progress, total: null, unit: 'events', note: '' })).toBe(
      'import: 500 events',
    );
  });

  it('is drawn on a terminal only, not more often than it can be read', () => {
    const written: string[] = [];
    const options = { columns: 80, write: (text: string) => written.push(text), nowMs: () => 0 };
    createProgressLine({ ...options, isTerminal: false }).show(progress);
    expect(written).toEqual([]);
    const line = createProgressLine({ ...options, isTerminal: true });
    line.show(progress);
    line.show(progress);
    line.clear();
    line.clear();
    expect(written).toHaveLength(2);
  });
});

describe('the command a report prints', () => {
  it('can be pasted into a shell', () => {
    expect(commandLineText(['review', 'my logs/a.db', "it's", '--zone', 'UTC'])).toBe(
      "sealwatch review 'my logs/a.db' 'it'\\''s' --zone UTC",
    );
  });

  it('fits where it is printed, and says where it was cut', () => {
    const text = commandLineText([
      'review',
      ...Array.from({ length: 500 }, (_, index) => `file-${index}.json`),
    ]);
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toMatch(/characters in all\)$/);
  });
});
