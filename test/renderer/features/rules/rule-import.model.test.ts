import { describe, expect, it } from 'vitest';
import { importWords, refusedCsv } from '../../../../renderer/features/rules/rule-import.model.ts';

const nothing = { added: 0, replaced: 0, unchanged: 0, warnings: 0, refused: [] };

describe('what came of importing rules', () => {
  it('is said in numbers of rules, each kind only where there is one', () => {
    expect(importWords(nothing)).toBe('No rule was imported.');
    expect(importWords({ ...nothing, added: 1 })).toBe('1 rule imported.');
    expect(importWords({ ...nothing, added: 1_200, replaced: 2, unchanged: 3 })).toBe(
      '1,200 rules imported, 2 rules replaced by a newer text, 3 already there.',
    );
  });
  it('can be taken away, without a formula in it', () => {
    const csv = refusedCsv([
      { file: 'a/b.yml', title: '=cmd()', line: 3, column: 1, reason: 'No, this is wrong.' },
    ]);
    expect(csv.split('\n')).toEqual([
      'file,line,column,title,reason',
      `a/b.yml,3,1,'=cmd(),"No, this is wrong."`,
      '',
    ]);
  });
});
