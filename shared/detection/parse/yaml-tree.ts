// YAML as a tree that keeps every scalar's own text and every node's place. Types are the reader's
// business: `00000429` stays what it is, and a date stays text.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type ParsedNode,
} from 'yaml';

import { plainYaml, type PlaceOf } from './plain-yaml.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly text: string;
  /** Written without quotes, so that `null`, `true` and numbers may mean themselves. */
  readonly plain: boolean;
  readonly place: Place;
  /** Of one of its characters, counted from 0, where it was written on several lines. */
  readonly placeAt?: (index: number) => Place;
}
export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Node;
}
export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly place: Place;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly place: Place;
}
export type Node = ScalarNode | MapNode | ListNode;

export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly place: Place;
}
export interface YamlDocument {
  readonly root: Node | undefined;
  readonly problems: readonly YamlProblem[];
  readonly place: Place;
}

const MAX_NODES = 200_000;
const MAX_DEPTH = 64;

export const START: Place = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/** What a document has that no rule can: thrown while it is converted, handed out as its problem. */
class Refused extends Error {
  readonly problem: YamlProblem;

  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const TOO_LARGE = {
  code: 'yaml.too-large',
  message: 'The document is nested too deep or has too many nodes.',
} as const;

export function readYaml(text: string): readonly YamlDocument[] {
  const plain = readPlain(text);
  return plain === undefined ? readWithLibrary(text) : [plain];
}

/** Nearly every rule is written so plainly that a few lines of code read it as the library does. */
function readPlain(text: string): YamlDocument | undefined {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  const placeOf = placesIn(lines);
  const root = plainYaml(text, placeOf, (value, plain, from, to) =>
    scalarOf(text, value, plain, [from, to], placeOf),
  );
  if (root === undefined) return undefined;
  const { line, column } = root.place;
  return { root, problems: [], place: { line, column, endLine: line, endColumn: column + 1 } };
}

/** The same for any YAML. */
export function readWithLibrary(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  let parsed: unknown;
  try {
    parsed = parseAllDocuments(text, {
      schema: 'failsafe',
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
  } catch (error) {
    // The reader descends as deep as the text is nested, and the stack ends somewhere.
    if (!(error instanceof RangeError)) throw error;
    return [{ root: undefined, problems: [{ ...TOO_LARGE, place: START }], place: START }];
  }
  if (!Array.isArray(parsed)) return [];
  const documents: YamlDocument[] = [];
  for (const document of parsed as Document.Parsed[]) {
    documents.push(readDocument(document, lines, text));
  }
  return documents;
}

function placesIn(lines: LineCounter): PlaceOf {
  return (from, to) => {
    const start = lines.linePos(from);
    const end = lines.linePos(Math.max(from + 1, to));
    return {
      line: Math.max(1, start.line),
      column: Math.max(1, start.col),
      endLine: Math.max(1, end.line),
      endColumn: Math.max(1, end.col),
    };
  };
}

function scalarOf(
  source: string,
  text: string,
  plain: boolean,
  [from, to]: readonly [from: number, to: number],
  placeOf: PlaceOf,
): ScalarNode {
  const place = placeOf(from, to);
  if (place.line === place.endLine) return { kind: 'scalar', text, plain, place };
  const placeAt = (index: number): Place => {
    const at = offsetWithin(source.slice(from, to), text, index);
    return at === undefined ? place : placeOf(from + at, from + at + 1);
  };
  return { kind: 'scalar', text, plain, place, placeAt };
}

function readDocument(document: Document.Parsed, lines: LineCounter, source: string): YamlDocument {
  const placeOf = placesIn(lines);
  let nodes = 0;
  const convert = (node: ParsedNode | null | undefined, fallback: Place, depth: number): Node => {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH)
      throw new Refused({ ...TOO_LARGE, place: fallback });
    if (node === null || node === undefined) {
      return { kind: 'scalar', text: '', plain: true, place: fallback };
    }
    const place = placeOf(node.range[0], node.range[1]);
    if (isAlias(node)) {
      const target = node.resolve(document) as ParsedNode | undefined;
      if (target === undefined) {
        const message = `The alias "*${node.source}" refers to an anchor that is not there.`;
        throw new Refused({ code: 'yaml.unknown-alias', message, place });
      }
      return convert(target, place, depth + 1);
    }
    if (isMap(node)) {
      const entries: MapEntry[] = [];
      const merges: Node[] = [];
      for (const pair of node.items) {
        const key = convert(pair.key, place, depth + 1);
        if (key.kind !== 'scalar') {
          const message = 'A key must be a text, not a list or a map.';
          throw new Refused({ code: 'yaml.key', message, place: key.place });
        }
        const value = convert(pair.value, key.place, depth + 1);
        if (key.plain && key.text === '<<' && value.kind !== 'scalar') merges.push(value);
        else entries.push({ key: key.text, keyPlace: key.place, value });
      }
      return { kind: 'map', entries: [...inherited(merges, entries), ...entries], place };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as ParsedNode, place, depth + 1));
      return { kind: 'list', items, place };
    }
    const plain = isScalar(node) && node.type === 'PLAIN' && node.tag === undefined;
    const value = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    return scalarOf(source, value, plain, [node.range[0], node.range[1]], placeOf);
  };
  const [from, to] = document.range;
  const place = placeOf(from, Math.min(to, from + 1));
  const problems: YamlProblem[] = document.errors.map(({ code, message, pos }) => ({
    // The reader's own words for the end of the stack say nothing to who wrote the rule.
    ...(code === 'RESOURCE_EXHAUSTION'
      ? TOO_LARGE
      : { code: `yaml.${code.toLowerCase().replaceAll('_', '-')}`, message }),
    place: placeOf(pos[0], pos[1]),
  }));
  if (problems.length > 0) return { root: undefined, problems, place };
  try {
    const contents = document.contents as ParsedNode | null;
    const root = contents === null ? undefined : convert(contents, place, 0);
    return { root: root !== undefined && isNull(root) ? undefined : root, problems, place };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { root: undefined, problems: [error.problem], place };
  }
}

const BLOCK_HEADER = /^[>|][^\n]*\n/;
const WHITE = /\s/;

/**
 * Where a character of a folded text stands in what was written: folding changes white space alone.
 * `undefined` where escapes have changed more.
 */
function offsetWithin(written: string, text: string, index: number): number | undefined {
  const skipped = BLOCK_HEADER.exec(written)?.[0].length ?? (/^['"]/.test(written) ? 1 : 0);
  let at = skipped;
  for (let i = 0; i <= index && i < text.length; i++) {
    if (WHITE.test(text.charAt(i))) continue;
    while (WHITE.test(written.charAt(at))) at++;
    if (written.charAt(at) !== text.charAt(i)) return undefined;
    at++;
  }
  return at > skipped ? at - 1 : undefined;
}

/** What `<<` brings in (YAML 1.1, still in use): own keys win, then the earlier of several maps. */
function inherited(merges: readonly Node[], own: readonly MapEntry[]): MapEntry[] {
  const taken = new Set(own.map(({ key }) => key));
  const maps = merges.flatMap((each) => (each.kind === 'list' ? each.items : [each]));
  return maps.flatMap((map) => {
    if (map.kind !== 'map') {
      const message = '"<<" takes a map or a list of maps.';
      throw new Refused({ code: 'yaml.merge', message, place: map.place });
    }
    return map.entries.filter(({ key }) => {
      if (taken.has(key)) return false;
      taken.add(key);
      return true;
    });
  });
}

export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.plain && /^(?:|~|null|Null|NULL)$/.test(node.text);
}

export function booleanOf(node: Node): boolean | undefined {
  if (node.kind !== 'scalar' || !node.plain) return undefined;
  if (/^(?:true|yes|on)$/i.test(node.text)) return true;
  return /^(?:false|no|off)$/i.test(node.text) ? false : undefined;
}

const QUOTED_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * The number that a value is or, in quotes, spells: '1.50' is also the number 1.5 of an event.
 * Without an exponent: `1e3` is as likely to be a name, and `.5` the ending of one.
 */
export function decimalOf(node: ScalarNode): number | undefined {
  if (node.plain) return /e|^[+-]?\./i.test(node.text) ? undefined : plainNumberOf(node);
  return QUOTED_DECIMAL.test(node.text) ? Number(node.text) : undefined;
}

const CANONICAL_NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Only what is written like a number: leading zeros, hex and dates are text. */
export function plainNumberOf(node: Node): number | undefined {
  if (node.kind !== 'scalar' || !node.plain || !CANONICAL_NUMBER.test(node.text)) return undefined;
  const number = Number(node.text);
  return Number.isFinite(number) ? number : undefined;
}

export function entry(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((each) => each.key === key);
}

export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && !isNull(node) ? node.text : undefined;
}

/** A list of texts; a single text counts as a list of one, null as none. */
export function textsOf(node: Node | undefined): readonly string[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind === 'scalar') return [node.text];
  if (node.kind === 'map') return [];
  return node.items.flatMap((item) => textOf(item) ?? []);
}

/** Where each of `textsOf` stands. */
export function placesOf(node: Node | undefined): readonly Place[] {
  if (node === undefined || isNull(node) || node.kind === 'map') return [];
  if (node.kind === 'scalar') return [node.place];
  return node.items.flatMap((item) => (textOf(item) === undefined ? [] : [item.place]));
}
