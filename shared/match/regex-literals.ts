// Texts one of which is in everything that a regular expression matches, whatever the case of its
// letters, and the least length of that. Of an expression that looks around, or that cannot be read, it
// says nothing, which is always right.

import { readRegex, type ClassPiece, type RegexPart } from './regex-syntax.ts';

/** What one part can match: all of it, where that is a few texts; else what must be in it. */
interface Part {
  readonly exact: readonly string[] | undefined;
  readonly needed: readonly string[] | undefined;
  /** In characters at least. */
  readonly least: number;
}

const EMPTY: Part = { exact: [''], needed: undefined, least: 0 };
const ONE_CHARACTER: Part = { exact: undefined, needed: undefined, least: 1 };

const MOST_TEXTS = 24;
const LONGEST = 64;
const MOST_REPEATS = 8;
/** Single letters and digits are everywhere. */
const TELLS_LITTLE = /^\w?$/;

class NotUnderstood extends Error {}

export interface RegexRequirement {
  /** One of these at least; `undefined` where nothing certain can be said. */
  readonly texts: readonly string[] | undefined;
  /** A shorter text does not match. */
  readonly leastLength: number;
}

const NOTHING_CERTAIN: RegexRequirement = { texts: undefined, leastLength: 0 };

/** @param pattern in RE2's own syntax */
export function regexRequirement(pattern: string): RegexRequirement {
  const syntax = readRegex(pattern, { i: false, m: false, s: false });
  if (!syntax.ok) return NOTHING_CERTAIN;
  let part: Part;
  try {
    part = partOf(syntax.value);
  } catch (error) {
    if (error instanceof NotUnderstood) return NOTHING_CERTAIN;
    throw error;
  }
  const texts = part.exact ?? part.needed;
  const telling = texts !== undefined && !texts.some((text) => TELLS_LITTLE.test(text));
  return { texts: telling ? [...new Set(texts)] : undefined, leastLength: part.least };
}

function shortest(texts: readonly string[]): number {
  return texts.reduce((least, text) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
}

/** The more characters at least and the fewer texts, the better. */
function better(a: readonly string[] | undefined, b: readonly string[] | undefined) {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = worth(a) - worth(b);
  return difference >= 0 ? a : b;
}

function worth(texts: readonly string[]): number {
  return Math.min(shortest(texts), 12) - Math.log2(texts.length);
}

function partOf(syntax: RegexPart): Part {
  switch (syntax.kind) {
    case 'any':
      return ONE_CHARACTER;
    case 'one of':
      return oneOf(syntax.pieces, syntax.negated);
    case 'place':
      return EMPTY;
    case 'look':
      throw new NotUnderstood();
    case 'sequence':
      return inSequence(syntax.parts);
    case 'either':
      return either(syntax.branches.map(partOf));
    case 'repeat':
      return times(partOf(syntax.part), syntax.least, syntax.most);
  }
}

function either(branches: readonly Part[]): Part {
  return {
    exact: union(branches.map(({ exact }) => exact)),
    needed: union(branches.map(neededOf)),
    least: Math.min(...branches.map(({ least }) => least)),
  };
}

function inSequence(parts: readonly RegexPart[]): Part {
  let run: readonly string[] = [''];
  let needed: readonly string[] | undefined;
  let whole = true;
  let least = 0;
  const close = () => {
    if (run.length > 1 || run[0] !== '') needed = better(needed, run);
    run = [''];
  };
  for (const each of parts) {
    const part = partOf(each);
    least += part.least;
    const joined = part.exact === undefined ? undefined : product(run, part.exact);
    if (joined !== undefined) {
      run = joined;
      continue;
    }
    whole = false;
    close();
    needed = better(needed, part.needed);
    if (part.exact !== undefined) run = part.exact;
  }
  if (whole) return { exact: run, needed: undefined, least };
  close();
  return { exact: undefined, needed, least };
}

/** A class of few characters stands for each of them. */
function oneOf(pieces: readonly ClassPiece[], negated: boolean): Part {
  if (negated || pieces.length > MOST_TEXTS) return ONE_CHARACTER;
  const exact: string[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'range' || piece.from !== piece.to) return ONE_CHARACTER;
    exact.push(String.fromCodePoint(piece.from));
  }
  return { exact, needed: undefined, least: 1 };
}

function neededOf({ exact, needed }: Part): readonly string[] | undefined {
  return exact === undefined ? needed : exact.includes('') ? undefined : exact;
}

function union(
  branches: readonly (readonly string[] | undefined)[],
): readonly string[] | undefined {
  const texts = new Set<string>();
  for (const branch of branches) {
    if (branch === undefined) return undefined;
    for (const text of branch) texts.add(text);
  }
  return texts.size > MOST_TEXTS ? undefined : [...texts];
}

function product(before: readonly string[], after: readonly string[]): string[] | undefined {
  if (before.length * after.length > MOST_TEXTS) return undefined;
  const texts = before.flatMap((head) => after.map((tail) => head + tail));
  return texts.some((text) => text.length > LONGEST) ? undefined : [...new Set(texts)];
}

function times(part: Part, fewest: number, most: number): Part {
  const least = part.least * fewest;
  if (fewest === 0) {
    const exact = most === 1 ? union([[''], part.exact]) : undefined;
    return { exact, needed: undefined, least };
  }
  if (fewest === most && fewest <= MOST_REPEATS && part.exact !== undefined) {
    let exact: readonly string[] | undefined = [''];
    for (let i = 0; i < fewest && exact !== undefined; i++) exact = product(exact, part.exact);
    if (exact !== undefined) return { exact, needed: undefined, least };
  }
  return { exact: undefined, needed: neededOf(part), least };
}
