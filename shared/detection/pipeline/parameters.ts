// The parameters of one pipeline item or condition, read with their places; what is missing, misspelt
// or of the wrong kind is an error of the file.

import type { Problems } from '../parse/problems.ts';
import { booleanOf, entry, textOf, textsOf, type MapNode, type Node } from '../parse/yaml-tree.ts';

export class Parameters {
  readonly map: MapNode;
  readonly problems: Problems;
  readonly #what: string;
  readonly #read = new Set<string>();

  /** @param known keys that are read elsewhere */
  constructor(map: MapNode, what: string, problems: Problems, known: readonly string[]) {
    this.map = map;
    this.problems = problems;
    this.#what = what;
    for (const key of known) this.#read.add(key);
  }

  error(message: string, node: Node = this.map): void {
    this.problems.error('pipeline.parameter', message, node.place);
  }

  node(key: string): Node | undefined {
    this.#read.add(key);
    return entry(this.map, key)?.value;
  }

  text(key: string): string {
    const node = this.node(key);
    const text = textOf(node);
    if (text === undefined) this.error(`${this.#what} needs "${key}".`, node);
    return text ?? '';
  }

  textOr(key: string, fallback: string): string {
    return textOf(this.node(key)) ?? fallback;
  }

  /** The parameter as a part of an object, absent where it is. */
  optional<Key extends string>(key: Key): Partial<Record<Key, string>> {
    const text = textOf(this.node(key));
    return text === undefined ? {} : ({ [key]: text.toLowerCase() } as Record<Key, string>);
  }

  list(key: string): readonly string[] {
    const node = this.node(key);
    const texts = textsOf(node);
    if (texts.length === 0) this.error(`${this.#what} needs a list of "${key}".`, node);
    return texts;
  }

  listOr(key: string): readonly string[] | undefined {
    const node = this.node(key);
    return node === undefined ? undefined : textsOf(node);
  }

  flag(key: string, fallback: boolean): boolean {
    const node = this.node(key);
    if (node === undefined) return fallback;
    const value = booleanOf(node);
    if (value === undefined) this.error(`"${key}" needs true or false.`, node);
    return value ?? fallback;
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
    const node = this.node(key);
    if (node === undefined) return fallback;
    const found = choices.find((each) => each === textOf(node));
    if (found === undefined) this.error(`"${key}" is one of ${choices.join(', ')}.`, node);
    return found ?? fallback;
  }

  mapping(key: string): ReadonlyMap<string, readonly string[]> {
    const node = this.node(key);
    if (node?.kind !== 'map') {
      this.error(`${this.#what} needs a map of "${key}".`, node);
      return new Map();
    }
    return new Map(node.entries.map((each) => [each.key, textsOf(each.value)]));
  }

  regex(key: string): RegExp {
    const node = this.node(key);
    return this.compiled(this.text(key), node);
  }

  /**
   * The engine's own expressions: they meet the values of rules, once, when rules are loaded, never an
   * event.
   */
  compiled(text: string, node: Node = this.map): RegExp {
    try {
      return new RegExp(text.replaceAll('(?P<', '(?<'), 'u');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.error(`The regular expression "${text.slice(0, 80)}" does not parse: ${reason}.`, node);
      return /(?!)/;
    }
  }

  /** To be called last. */
  refuseOthers(): void {
    for (const { key, keyPlace } of this.map.entries) {
      if (this.#read.has(key)) continue;
      this.problems.error('pipeline.parameter', `${this.#what} knows no "${key}".`, keyPlace);
    }
  }
}
