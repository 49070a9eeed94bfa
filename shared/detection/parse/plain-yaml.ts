// A quick reader of the YAML that nearly all rules are written in: block maps and lists, plain and quoted
// texts of one line, literal blocks, comments. Of a document that has anything else, or anything wrong,
// it says nothing: the full reader is asked then, and gives the same for what is read here.

import type { ListNode, MapEntry, MapNode, Node, Place, ScalarNode } from './yaml-tree.ts';

/** Makes a scalar of what is written from one offset to another. */
export type MakeScalar = (text: string, plain: boolean, from: number, to: number) => ScalarNode;
export type PlaceOf = (from: number, to: number) => Place;

/** A node and where what belongs to it ends: behind the line that it ends on. */
interface Read<T extends Node> {
  readonly node: T;
  readonly end: number;
}

interface Line {
  readonly from: number;
  /** Of the line without its break. */
  readonly to: number;
  readonly indent: number;
  readonly kind: 'blank' | 'comment' | 'content';
}

const DEEPEST = 24;
const MOST_LINES = 20_000;
/** YAML allows no more for a key that is written like one (1.2.2, 7.4.2). */
const LONGEST_KEY = 1_000;

/** Breaks and blanks other than the plain ones, marks of byte order, and what is not to be printed. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/;
const MARKER = /^(?:---|\.\.\.|%)/m;
const PLAIN_BEGIN = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-[^\s])/;
const KEY = /^[A-Za-z0-9_$][^:#"'{}[\],&*!>%`?]*$/;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y;
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\])*"/y;
const REST_OF_LINE = /(?: *| +#[^\n]*)(?:\n|$)/y;

const DECLINED = new Error('not plain');

/** @returns the one document of the text, or `undefined` where the full reader has to be asked */
export function plainYaml(
  text: string,
  placeOf: PlaceOf,
  makeScalar: MakeScalar,
): MapNode | undefined {
  if (UNUSUAL.test(text) || MARKER.test(text)) return undefined;
  const reader = new PlainReader(text, placeOf, makeScalar);
  try {
    return reader.document();
  } catch (error) {
    if (error === DECLINED) return undefined;
    throw error;
  }
}

class PlainReader {
  readonly #text: string;
  readonly #placeOf: PlaceOf;
  readonly #makeScalar: MakeScalar;
  readonly #lines: Line[] = [];
  /** The line that is read next. */
  #next = 0;
  #depth = 0;

  constructor(text: string, placeOf: PlaceOf, makeScalar: MakeScalar) {
    this.#text = text;
    this.#placeOf = placeOf;
    this.#makeScalar = makeScalar;
  }

  document(): MapNode {
    this.#cut();
    const first = this.#content();
    if (first?.indent !== 0) throw DECLINED;
    const { node } = this.#map(0, first.from);
    if (this.#content() !== undefined) throw DECLINED;
    return node;
  }

  #cut(): void {
    const text = this.#text;
    for (let from = 0; from < text.length;) {
      const at = text.indexOf('\n', from);
      const to = at < 0 ? text.length : at;
      let begin = from;
      while (begin < to && text.charCodeAt(begin) === 0x20) begin++;
      const kind = begin === to ? 'blank' : text.charCodeAt(begin) === 0x23 ? 'comment' : 'content';
      this.#lines.push({ from, to, indent: begin - from, kind });
      from = to + 1;
    }
    if (this.#lines.length > MOST_LINES) throw DECLINED;
  }

  /** The next line with content, which comments before it must be in one column with. */
  #content(): Line | undefined {
    let commented = -1;
    for (;;) {
      const line = this.#lines[this.#next];
      if (line === undefined) {
        if (commented > 0) throw DECLINED;
        return undefined;
      }
      if (line.kind === 'content') {
        if (commented >= 0 && commented !== line.indent) throw DECLINED;
        return line;
      }
      if (line.kind === 'comment') {
        if (commented >= 0 && commented !== line.indent) throw DECLINED;
        commented = line.indent;
      }
      this.#next++;
    }
  }

  /** @param from where its first key begins, on the line that is next; the others begin in its column */
  #map(indent: number, from: number): Read<MapNode> {
    if (++this.#depth > DEEPEST) throw DECLINED;
    const entries: MapEntry[] = [];
    const keys = new Set<string>();
    let end = from;
    let at: number | undefined = from;
    while (at !== undefined) {
      const key = this.#key(at);
      if (keys.has(key.node.text) || key.node.text === '<<') throw DECLINED;
      keys.add(key.node.text);
      const value = this.#value(key.end, indent);
      entries.push({ key: key.node.text, keyPlace: key.node.place, value: value.node });
      end = value.end;
      const line = this.#content();
      at = line?.indent === indent && !this.#isItem(line) ? line.from + indent : undefined;
      if (line !== undefined && line.indent > indent) throw DECLINED;
    }
    this.#depth--;
    return { node: { kind: 'map', entries, place: this.#placeOf(from, end) }, end };
  }

  #list(indent: number, from: number): Read<ListNode> {
    if (++this.#depth > DEEPEST) throw DECLINED;
    const items: Node[] = [];
    let end = from;
    for (let line = this.#content(); line?.indent === indent; line = this.#content()) {
      if (!this.#isItem(line)) break;
      let begin = line.from + indent + 1;
      while (this.#text.charCodeAt(begin) === 0x20) begin++;
      if (begin >= line.to) throw DECLINED;
      const item = this.#item(begin, begin - line.from, indent);
      items.push(item.node);
      end = item.end;
      const after = this.#content();
      if (after !== undefined && after.indent > indent) throw DECLINED;
    }
    this.#depth--;
    return { node: { kind: 'list', items, place: this.#placeOf(from, end) }, end };
  }

  #item(begin: number, column: number, indent: number): Read<Node> {
    const line = this.#line();
    if (this.#text.startsWith('- ', begin) || this.#text.startsWith('-\n', begin)) throw DECLINED;
    if (this.#colonAfter(begin, line.to) !== undefined) return this.#map(column, begin);
    return this.#scalar(begin, indent);
  }

  /** What stands behind a key's colon, or below it. */
  #value(behind: number, indent: number): Read<Node> {
    const line = this.#line();
    let begin = behind;
    while (this.#text.charCodeAt(begin) === 0x20) begin++;
    if (begin < line.to && this.#text.charCodeAt(begin) !== 0x23)
      return this.#scalar(begin, indent);
    if (begin < line.to && begin === behind) throw DECLINED;
    this.#next++;
    const below = this.#content();
    if (below === undefined || below.indent < indent) throw DECLINED;
    const at = below.from + below.indent;
    if (this.#isItem(below)) return this.#list(below.indent, at);
    if (below.indent === indent) throw DECLINED;
    if (this.#colonAfter(at, below.to) === undefined) throw DECLINED;
    return this.#map(below.indent, at);
  }

  #isItem({ from, indent, to }: Line): boolean {
    const at = from + indent;
    return this.#text.charCodeAt(at) === 0x2d && (at + 1 === to || this.#text[at + 1] === ' ');
  }

  #line(): Line {
    const line = this.#lines[this.#next];
    if (line === undefined) throw DECLINED;
    return line;
  }

  /** A key with where the text behind its colon begins. */
  #key(at: number): Read<ScalarNode> {
    const line = this.#line();
    const colon = this.#colonAfter(at, line.to);
    if (colon === undefined || colon - at > LONGEST_KEY) throw DECLINED;
    const written = this.#text.slice(at, colon);
    const quoted = this.#quoted(at);
    if (quoted !== undefined) {
      if (quoted.to !== colon) throw DECLINED;
      return { node: this.#makeScalar(quoted.value, false, at, colon), end: colon + 1 };
    }
    if (!KEY.test(written) || written.endsWith(' ')) throw DECLINED;
    return { node: this.#makeScalar(written, true, at, colon), end: colon + 1 };
  }

  /** The colon that makes a key of what begins here, on this line. */
  #colonAfter(at: number, to: number): number | undefined {
    const from = this.#quoted(at)?.to ?? at;
    for (let colon = this.#text.indexOf(':', from); colon >= 0 && colon < to;) {
      if (colon + 1 === to || this.#text.charCodeAt(colon + 1) === 0x20) {
        if (from > at && colon > from) return undefined;
        return this.#text.slice(at, colon).includes(' #') ? undefined : colon;
      }
      // A quoted key may have its value right behind it in other places than these.
      if (from > at) return undefined;
      colon = this.#text.indexOf(':', colon + 1);
    }
    return undefined;
  }

  #quoted(at: number): { readonly value: string; readonly to: number } | undefined {
    const quote = this.#text.charAt(at);
    if (quote !== "'" && quote !== '"') return undefined;
    const pattern = quote === "'" ? SINGLE_QUOTED : DOUBLE_QUOTED;
    pattern.lastIndex = at;
    const written = pattern.exec(this.#text)?.[0];
    if (written === undefined) throw DECLINED;
    const inner = written.slice(1, -1);
    const value = quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(.)/g, '$1');
    return { value, to: at + written.length };
  }

  /** A text on the rest of the line, or a literal block that begins there. */
  #scalar(from: number, indent: number): Read<ScalarNode> {
    const line = this.#line();
    const begin = this.#text.charAt(from);
    if (begin === '|') return this.#literal(from, indent);
    this.#next++;
    const quoted = this.#quoted(from);
    if (quoted !== undefined) {
      const end = this.#endOfLine(quoted.to);
      return { node: this.#makeScalar(quoted.value, false, from, quoted.to), end };
    }
    let text = this.#text.slice(from, line.to);
    const comment = text.indexOf(' #');
    if (comment >= 0) text = text.slice(0, comment);
    text = text.trimEnd();
    if (!PLAIN_BEGIN.test(text) || /:(?: |$)/.test(text)) throw DECLINED;
    const to = from + text.length;
    return { node: this.#makeScalar(text, true, from, to), end: this.#endOfLine(to) };
  }

  /** Behind the break of the line, on which nothing but a comment may follow. */
  #endOfLine(at: number): number {
    REST_OF_LINE.lastIndex = at;
    const rest = REST_OF_LINE.exec(this.#text)?.[0];
    if (rest === undefined) throw DECLINED;
    return at + rest.length;
  }

  #literal(from: number, indent: number): Read<ScalarNode> {
    const header = this.#text.slice(from, this.#line().to);
    if (header !== '|' && header !== '|-') throw DECLINED;
    this.#next++;
    const first = this.#line();
    const own = first.indent;
    if (first.kind === 'blank' || own <= indent) throw DECLINED;
    const lines: string[] = [];
    let blank = 0;
    let end = from;
    for (let line: Line | undefined = first; line !== undefined; line = this.#lines[this.#next]) {
      if (line.kind === 'blank') {
        if (line.from !== line.to) throw DECLINED;
        blank++;
      } else {
        if (line.indent < own) {
          if (line.indent > indent) throw DECLINED;
          break;
        }
        for (; blank > 0; blank--) lines.push('');
        lines.push(this.#text.slice(line.from + own, line.to));
        end = line.to + 1;
      }
      this.#next++;
    }
    // Without a last break it ends otherwise.
    if (end > this.#text.length) throw DECLINED;
    const text = lines.join('\n') + (header === '|' ? '\n' : '');
    return { node: this.#makeScalar(text, false, from, end), end };
  }
}
