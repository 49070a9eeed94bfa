// Regular expressions with look-around, in time linear to the text. What is looked for ahead or behind is
// searched over the whole text once, and is then known for each place: nothing is ever tried again.

import type { Span } from './pattern.ts';
import type { CompiledRegex } from './compiled-regex.ts';
import type { RegexFlags } from './regex-syntax.ts';
import { regexTree, type Points, type RegexNode } from './regex-tree.ts';
import { err, ok, type Result } from '../base/result.ts';

const MOST_STEPS = 20_000;
/** Characters times steps: a second or two at worst. */
const MOST_WORK = 2 ** 28;

/** @returns what is wrong with the expression, as the end of a sentence, where it cannot be run */
export function compileLookAround(
  pattern: string,
  flags: RegexFlags,
): Result<CompiledRegex, string> {
  const tree = regexTree(pattern, flags);
  if (!tree.ok) return tree;
  const budget = { left: MOST_STEPS };
  const forwards = programOf(tree.value, false, budget);
  const backwards = programOf(tree.value, true, budget);
  if (budget.left < 0) return err('is too long');
  const longest = MOST_WORK / (MOST_STEPS - budget.left);
  return ok({
    test: (text) => new Search(pointsOf(text)).finds(forwards),
    isTooMuch: (text) => text.length > longest,
    span: (text) => spanOf(text, forwards, backwards),
  });
}

/** From where it can first begin, as far as it can reach from there. */
function spanOf(text: string, forwards: Program, backwards: Program): Span | undefined {
  const points = pointsOf(text);
  const search = new Search(points);
  const from = search.places(backwards, undefined).indexOf(1);
  if (from < 0) return undefined;
  const to = search.places(forwards, from).lastIndexOf(1);
  const offset = (place: number): number => {
    let at = 0;
    for (let i = 0; i < place; i++) at += (points[i] ?? 0) > 0xffff ? 2 : 1;
    return at;
  };
  return [offset(from), offset(to)];
}

function pointsOf(text: string): Points {
  const points = new Uint32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; length++) {
    const point = text.codePointAt(at) ?? 0;
    points[length] = point;
    at += point > 0xffff ? 2 : 1;
  }
  return points.subarray(0, length);
}

type Step =
  | { readonly kind: 'point'; readonly is: (point: number) => boolean }
  | { readonly kind: 'place'; readonly is: (points: Points, at: number) => boolean }
  | { readonly kind: 'look'; readonly negative: boolean; readonly program: Program }
  /** Goes on at the next step and at this one. */
  | { readonly kind: 'also'; to: number }
  | { readonly kind: 'go'; to: number }
  | { readonly kind: 'found' };

interface Program {
  readonly steps: readonly Step[];
  /** Reads from the end of the text to its beginning. */
  readonly backwards: boolean;
}

function programOf(node: RegexNode, backwards: boolean, budget: { left: number }): Program {
  const steps: Step[] = [];
  write(node, steps, backwards, budget);
  steps.push({ kind: 'found' });
  return { steps, backwards };
}

function write(node: RegexNode, steps: Step[], backwards: boolean, budget: { left: number }): void {
  if (--budget.left < 0) return;
  switch (node.kind) {
    case 'point':
    case 'place':
      steps.push(node);
      return;
    case 'look':
      // What lies ahead is read from the end, so that each place learns whether it begins there.
      steps.push({
        kind: 'look',
        negative: node.negative,
        program: programOf(node.part, !node.behind, budget),
      });
      return;
    case 'sequence':
      for (const part of backwards ? node.parts.toReversed() : node.parts) {
        write(part, steps, backwards, budget);
      }
      return;
    case 'either': {
      const exits: { to: number }[] = [];
      node.branches.forEach((branch, i) => {
        const last = i === node.branches.length - 1;
        const fork = { kind: 'also' as const, to: 0 };
        if (!last) steps.push(fork);
        write(branch, steps, backwards, budget);
        if (last) return;
        const exit = { kind: 'go' as const, to: 0 };
        steps.push(exit);
        exits.push(exit);
        fork.to = steps.length;
      });
      for (const exit of exits) exit.to = steps.length;
      return;
    }
    case 'repeat': {
      for (let i = 0; i < node.least; i++) write(node.part, steps, backwards, budget);
      if (node.most === Number.POSITIVE_INFINITY) {
        const fork = { kind: 'also' as const, to: 0 };
        const start = steps.push(fork) - 1;
        write(node.part, steps, backwards, budget);
        steps.push({ kind: 'go', to: start });
        fork.to = steps.length;
        return;
      }
      const forks: { to: number }[] = [];
      for (let i = node.least; i < node.most && budget.left >= 0; i++) {
        const fork = { kind: 'also' as const, to: 0 };
        steps.push(fork);
        forks.push(fork);
        write(node.part, steps, backwards, budget);
      }
      for (const fork of forks) fork.to = steps.length;
    }
  }
}

/** Over one text; what a look found is kept. */
class Search {
  readonly #points: Points;
  readonly #looks = new Map<Program, Uint8Array>();

  constructor(points: Points) {
    this.#points = points;
  }

  finds(program: Program): boolean {
    let found = false;
    this.#run(program, undefined, () => (found = true));
    return found;
  }

  /**
   * A 1 for each place where the program, begun anywhere or at one place, is through.
   * @param start where it begins; `undefined` for anywhere
   */
  places(program: Program, start: number | undefined): Uint8Array {
    const places = new Uint8Array(this.#points.length + 1);
    this.#run(program, start, (at) => {
      places[at] = 1;
      return false;
    });
    return places;
  }

  /** @param found told of each place, until it answers true */
  #run(
    { steps, backwards }: Program,
    start: number | undefined,
    found: (at: number) => boolean,
  ): void {
    const { length } = this.#points;
    const seen = new Int32Array(steps.length).fill(-1);
    const stack: number[] = [];
    let here: number[] = [];
    let next: number[] = [];
    for (let turn = 0; turn <= length; turn++) {
      const at = backwards ? length - turn : turn;
      if (start === undefined || start === at) stack.push(0);
      for (const step of here) stack.push(step);
      next.length = 0;
      while (stack.length > 0) {
        const number = stack.pop() ?? 0;
        if (seen[number] === turn) continue;
        seen[number] = turn;
        const step = steps[number];
        switch (step?.kind) {
          case 'point': {
            const point = backwards ? this.#points[at - 1] : this.#points[at];
            if (point !== undefined && step.is(point)) next.push(number + 1);
            break;
          }
          case 'place':
            if (step.is(this.#points, at)) stack.push(number + 1);
            break;
          case 'look':
            if ((this.#look(step.program)[at] === 1) !== step.negative) stack.push(number + 1);
            break;
          case 'also':
            stack.push(number + 1, step.to);
            break;
          case 'go':
            stack.push(step.to);
            break;
          case 'found':
            if (found(at)) return;
            break;
          case undefined:
            break;
        }
      }
      [here, next] = [next, here];
    }
  }

  #look(program: Program): Uint8Array {
    const known = this.#looks.get(program);
    if (known !== undefined) return known;
    const places = this.places(program, undefined);
    this.#looks.set(program, places);
    return places;
  }
}
