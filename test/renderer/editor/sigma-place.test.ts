import { describe, expect, it } from 'vitest';
import {
  enclosingKeys,
  helpFor,
  offersAt,
  selectionsOf,
} from '../../../renderer/editor/sigma-place.model.ts';

const RULE = `title: x
level: hi
logsource:
  product: aws
detection:
  selection:
    user.name|con: a
    
  other:
    x: 1
  condition: 
correlation:
  type: ev
  group-by:
    - a
`.split('\n');
const facts = { fields: ['user.name', 'data.ip'] };

function labels(line: number, column = (RULE[line] ?? '').length): readonly string[] {
  return offersAt(RULE, line, column, facts).map((offer) => offer.label);
}

describe('words offered in a rule', () => {
  it('are keys of the rule at its left edge', () => {
    expect(labels(0, 2)).toEqual(
      expect.arrayContaining(['title', 'detection', 'x-sealwatch-confidence']),
    );
  });
  it('are severities behind level', () => {
    expect(labels(1)).toEqual(['critical', 'high', 'medium', 'low', 'informational']);
  });
  it('are fields of the evidence inside of a selection', () => {
    expect(labels(7)).toEqual(['user.name', 'data.ip']);
  });
  it('are modifiers behind a bar', () => {
    expect(labels(6, 17)).toEqual(expect.arrayContaining(['contains', 'cidr', 're']));
  });
  it('are the selections of this rule in its condition', () => {
    expect(labels(10).slice(0, 2)).toEqual(['selection', 'other']);
    expect(labels(10)).toContain('all of them');
  });
  it('are correlation types and group fields where those belong', () => {
    expect(labels(12)).toContain('temporal_ordered');
    expect(labels(14)).toEqual(['user.name', 'data.ip']);
    expect(labels(3, 4)).toEqual(['product', 'service', 'category', 'definition']);
  });
});

describe('the place in a rule', () => {
  it('is known from indentation, however unfinished the line', () => {
    expect(enclosingKeys(RULE, 6)).toEqual(['detection', 'selection']);
    expect(enclosingKeys(RULE, 7)).toEqual(['detection', 'selection']);
    expect(enclosingKeys(RULE, 1)).toEqual([]);
    expect(selectionsOf(RULE, 10)).toEqual(['selection', 'other']);
  });
});

describe('help', () => {
  it('explains a word only where it means that', () => {
    expect(helpFor('level', RULE, 1)).toContain('Severity');
    expect(helpFor('type', RULE, 12)).toContain('event_count');
    expect(helpFor('selection', RULE, 5)).toBeUndefined();
    expect(helpFor('contains', ['detection:', '  s:', '    a|contains: level'], 2)).toContain(
      'anywhere',
    );
    expect(helpFor('title', ['detection:', '  s:', '    title: y'], 2)).toBeUndefined();
  });
});
