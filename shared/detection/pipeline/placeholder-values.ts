// Placeholders inside values: which are left, and the values with something in their place.

import type { Item } from './pipeline.ts';
import { PLACEHOLDER_END, PLACEHOLDER_START } from '../parse/placeholders.ts';
import { parsePattern, type Pattern } from '../../match/pattern.ts';
import type { ValueSpec } from '../../match/value-matcher.ts';

const PLACEHOLDER = new RegExp(`${PLACEHOLDER_START}([\\w-]+)${PLACEHOLDER_END}`, 'u');

/** The value with each combination of its placeholders' values; those without any stay. */
export function withValues(
  spec: ValueSpec,
  valuesOf: (name: string) => readonly string[] | undefined,
): readonly ValueSpec[] {
  if (spec.kind === 'compare' || spec.kind === 'null') return [spec];
  if (spec.kind === 'pattern') {
    return patternsWith(spec.pattern, valuesOf).map((pattern) =>
      pattern === spec.pattern ? spec : { kind: 'pattern', pattern, cased: spec.cased },
    );
  }
  const text = spec.kind === 'regex' ? spec.source : spec.network;
  const made = textsWith(text, (name) =>
    valuesOf(name)?.map((value) =>
      spec.kind === 'regex' ? (value === '*' ? '.*' : escapedForRegex(value)) : value,
    ),
  ).map((each): ValueSpec =>
    spec.kind === 'regex' ? { ...spec, source: each } : { kind: 'cidr', network: each },
  );
  return made;
}

function escapedForRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function textsWith(
  text: string,
  valuesOf: (name: string) => readonly string[] | undefined,
): readonly string[] {
  const match = PLACEHOLDER.exec(text);
  if (match === null) return [text];
  const before = text.slice(0, match.index);
  const rests = textsWith(text.slice(match.index + match[0].length), valuesOf);
  const values = valuesOf(match[1] ?? '') ?? [match[0]];
  return values.flatMap((value) => rests.map((rest) => before + value + rest));
}

function patternsWith(
  pattern: Pattern,
  valuesOf: (name: string) => readonly string[] | undefined,
): readonly Pattern[] {
  let made: Pattern[] = [[]];
  let changed = false;
  for (const token of pattern) {
    const found = typeof token === 'string' ? PLACEHOLDER.exec(token) : null;
    if (typeof token !== 'string' || found === null) {
      made = made.map((start) => [...start, token]);
      continue;
    }
    let left = token;
    for (let match: RegExpExecArray | null = found; match; match = PLACEHOLDER.exec(left)) {
      const before = left.slice(0, match.index);
      const values = valuesOf(match[1] ?? '');
      if (values !== undefined) changed = true;
      const choices = values?.map(parsePattern) ?? [[match[0]]];
      made = made.flatMap((start) => choices.map((choice) => [...start, before, ...choice]));
      left = left.slice(match.index + match[0].length);
    }
    made = made.map((start) => [...start, left]);
  }
  return changed ? made.map(tidy) : [pattern];
}

/** Neighbouring texts become one, and neighbouring `*` too: a matcher counts on it. */
function tidy(pattern: Pattern): Pattern {
  const out: Pattern[number][] = [];
  for (const token of pattern) {
    const last = out.at(-1);
    if (token === '') continue;
    if (typeof token === 'string' && typeof last === 'string') out[out.length - 1] = last + token;
    else if (typeof token === 'string' || token !== last || token.wild !== 'many') out.push(token);
  }
  return out;
}

/** Names of placeholders that still have no value. */
export function openPlaceholders(item: Item): readonly string[] {
  if (item.kind === 'exists') return [];
  const names: string[] = [];
  const look = (text: string) => {
    for (const [, name = ''] of text.matchAll(new RegExp(PLACEHOLDER, 'gu'))) names.push(name);
  };
  for (const test of item.tests) {
    if (test.kind !== 'value') continue;
    for (const spec of test.specs) {
      if (spec.kind === 'pattern') {
        for (const token of spec.pattern) if (typeof token === 'string') look(token);
      } else if (spec.kind === 'regex') look(spec.source);
      else if (spec.kind === 'cidr') look(spec.network);
    }
  }
  return names;
}
