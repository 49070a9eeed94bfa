// The quick reader against the full one: what it reads it reads the same, to the last column, and what is
// not plain it leaves alone.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readWithLibrary,
  readYaml,
  type YamlDocument,
} from '../../../../shared/detection/parse/yaml-tree.ts';
import { plainYaml } from '../../../../shared/detection/parse/plain-yaml.ts';
import { RESOURCES } from '../../../fixtures/places.ts';

const SIGMA = join(import.meta.dirname, '../../../../../shared/fixtures/sigma-rules');

const PLAIN = [
  "title: One\nid: 1\n# a comment\ndescription: |\n    first\n\n      second # text\nstatus: test # said\ndetection:\n    selection:\n        - Image|endswith: '\\cmd.exe'\n          User: \"a \\\\ b\"\n        - CommandLine|contains:\n              - ' -enc '\n              - it's\n    condition: selection\n\n\nlevel: high\n",
  "a:\n- b: c\n  d: e\n-   f: g\nh:\n    '|all':\n        - x y\n        - -5\n",
  'detection:\n  keywords:\n  - one\n  - "two"\n  # three\n  - http://x#y\n  condition: keywords\nlist:\n  key:   value   \n',
];

const NOT_PLAIN = [
  'a: [b, c]\n',
  'a: {b: c}\n',
  'a: &x b\nc: *x\n',
  'a: >\n  b\n',
  'a: b\n---\nc: d\n',
  '--- \na: b\n',
  'a:\n',
  'a: b\n  c\n',
  'a: b: c\n',
  'a: b\na: c\n',
  '? a\n: b\n',
  '- a\n',
  'a:\tb\n',
  'a: b\r\n',
  'a: "x\\ny"\n',
  'a: |2\n   b\n',
  'a:\n  - b\n # odd\n  - c\n',
  '<<: b\n',
  "'a' : b\n",
  'a: !x b\n',
  'just a text\n',
  '',
];

/** Places of single characters instead of what finds them. */
function told(documents: readonly YamlDocument[]): unknown {
  return JSON.parse(
    JSON.stringify(documents, (_, value: unknown) =>
      typeof value === 'function'
        ? [0, 1, 2, 3, 7, 20].map((index) => (value as (index: number) => unknown)(index))
        : value,
    ),
  );
}

function isPlain(text: string): boolean {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const scalar = (own: string, plain: boolean) => ({
    kind: 'scalar' as const,
    text: own,
    plain,
    place,
  });
  return plainYaml(text, () => place, scalar) !== undefined;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

function expectSame(texts: readonly string[]): void {
  for (const text of texts) expect(told(readYaml(text))).toEqual(told(readWithLibrary(text)));
}

describe('the quick reader of YAML', () => {
  it.each(PLAIN)('reads what is plain: %j', (text) => {
    expect(isPlain(text)).toBe(true);
    expectSame([text]);
  });

  it.each(NOT_PLAIN)('leaves to the full one: %j', (text) => {
    expect(isPlain(text)).toBe(false);
    expectSame([text]);
  });

  it('reads the built-in rules as the full one does', () => {
    const texts = filesBelow(join(RESOURCES, 'rules'));
    expect(texts.length).toBeGreaterThan(20);
    expectSame(texts);
  });

  it.skipIf(!existsSync(SIGMA))(
    'reads public rules as the full one does, nearly all of them',
    () => {
      const texts = filesBelow(SIGMA);
      expectSame(texts);
      expect(texts.filter(isPlain).length).toBeGreaterThan(texts.length * 0.9);
    },
  );

  it('reads the same or nothing, whatever is changed in a text', () => {
    const piece = fc.constantFrom(
      ...[
        ' ',
        '  ',
        '    ',
        '\n',
        '\n\n',
        ':',
        ': ',
        '- ',
        '-',
        '#',
        ' # c',
        '\n# c\n',
        '\n  # c\n',
      ],
      ...["'", '"', '|', '|-', '>', 'a', 'key: ', '\\', ',', '[', ']', '{', '&', '*', '?', '!'],
      ...[
        '%',
        '@',
        '`',
        '~',
        '<<',
        '---',
        '...',
        '\t',
        '\r\n',
        'é',
        '\u0085',
        '😀',
        '|\n',
        ' |\n  ',
      ],
    );
    const change = fc.record({ at: fc.nat(400), cut: fc.nat(12), piece });
    let plain = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...PLAIN),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (text, changes) => {
          let changed = text;
          for (const { at, cut, piece: added } of changes) {
            const from = at % (changed.length + 1);
            const behind = from + (cut > 8 ? cut - 8 : 0);
            changed = changed.slice(0, from) + added + changed.slice(behind);
          }
          if (!isPlain(changed)) return;
          plain++;
          expectSame([changed]);
        },
      ),
      { numRuns: 4_000 },
    );
    expect(plain).toBeGreaterThan(400);
  });
});
