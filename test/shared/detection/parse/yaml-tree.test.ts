import { describe, expect, it } from 'vitest';
import { matches, refusals, ruleSet } from '../support.ts';

const rule = (selection: string): string =>
  `title: A rule\nid: the-rule\nlogsource:\n  product: any\ndetection:\n${selection}\n  condition: selection\n`;
const simple = rule('  selection:\n    field: value');

function loads(text: string): readonly boolean[] {
  return ruleSet(text).rules.map(({ ok }) => ok);
}

describe('rule files as YAML', () => {
  it('may begin with a byte order mark', () => expect(loads(`\ufeff${simple}`)).toEqual([true]));

  it('may have the line ends of Windows, which are no part of a value', () => {
    const set = ruleSet(simple.replaceAll('\n', '\r\n'));
    expect(set.rules.map(({ ok }) => ok)).toEqual([true]);
    expect(
      matches('selection:\r\n  field: value\r\ncondition: selection', { field: 'value' }),
    ).toBe(true);
  });

  it('are refused as nested too deep where brackets go on and on', () => {
    const deep = `title: A rule\nx: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`;
    expect(refusals(deep)).toContain('yaml.too-large');
    expect(refusals(deep).filter((code) => code !== 'yaml.too-large')).toEqual([]);
  });

  it('are refused with the line where a tab indents', () => {
    const [broken] = ruleSet(rule('  selection:\n\tfield: value')).rules;
    expect(broken?.diagnostics[0]).toMatchObject({ code: 'yaml.tab-as-indent', line: 7 });
  });

  it('are refused where a key stands twice', () => {
    expect(refusals(rule('  selection:\n    field: a\n    field: b'))).toEqual([
      'yaml.duplicate-key',
    ]);
  });

  it('share parts by anchors', () => {
    const selection = 'known: &known [a, b]\nselection:\n  field: *known\ncondition: selection';
    expect(matches(selection, { field: 'b' })).toBe(true);
    expect(matches(selection, { field: 'c' })).toBe(false);
  });

  it('take an alias without its anchor for an error', () => {
    expect(refusals(rule('  selection:\n    field: *nowhere'))).toEqual(['yaml.unknown-alias']);
  });

  it('merge maps under <<, where own keys win and the earlier of several maps', () => {
    const selection = `
first: &first {a: one, b: one}
second: &second {b: two, c: two}
selection:
  <<: [*first, *second]
  a: own
condition: selection`;
    expect(matches(selection, { a: 'own', b: 'one', c: 'two' })).toBe(true);
    expect(matches(selection, { a: 'one', b: 'one', c: 'two' })).toBe(false);
    expect(matches(selection, { a: 'own', b: 'two', c: 'two' })).toBe(false);
  });

  it('have texts for keys', () => {
    expect(refusals(rule('  selection:\n    ? [a, b]\n    : value'))).toEqual(['yaml.key']);
  });

  it('take a value that is tagged as text for text', () => {
    const detection = 'selection:\n  field: !!str null\ncondition: selection';
    expect(matches(detection, { field: 'null' })).toBe(true);
    expect(matches(detection, {})).toBe(false);
  });

  it.each([
    ['in flow style', rule(`  selection: ${'['.repeat(50_000)}`)],
    [
      'in block style',
      rule(Array.from({ length: 4_000 }, (_, i) => `${' '.repeat(i + 2)}a:\n`).join('')),
    ],
    ['by an alias to itself', 'title: &a [*a]\n'],
    [
      'by aliases of aliases',
      Array.from({ length: 9 }, (_, i) => `k${i}: &k${i} [${`*k${i - 1},`.repeat(9)}x]\n`)
        .join('')
        .replace(/\*k-1,/g, ''),
    ],
  ])('are refused, not followed for ever, when nested %s', (_, text) => {
    expect(loads(text)).toEqual([false]);
  });

  it('leave the other documents alone when one cannot be read', () => {
    const broken = rule('  selection:\n    field: [value');
    expect(loads(`${broken}---\n${simple}`)).toEqual([false, true]);
  });

  it.each(['', '---\n---\n', '# nothing\n', 'text', '- a\n- b\n'])(
    'that hold no rule say so: %j',
    (text) => expect(loads(text)).toEqual([false]),
  );
});
