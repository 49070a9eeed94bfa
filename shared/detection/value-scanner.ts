// One field's values against all literals that rules look for in it. What a value has shown is kept
// while the field repeats itself, as most fields of a log do.

import { LiteralIndex, type Literal } from '../match/literal-index.ts';

const MEMO_LIMIT = 4_096;
const MEMO_LENGTH_LIMIT = 256;
/** A field whose values do not come again is not worth remembering. */
const TRIAL = 2_048;
const WORTHWHILE_SHARE = 0.3;
const NOTHING: readonly number[] = [];

export class ValueScanner {
  readonly #index: LiteralIndex;
  readonly #literals: readonly Literal[];
  #memo: Map<string, readonly number[]> | undefined = new Map();
  #asked = 0;
  #known = 0;

  constructor(literals: readonly Literal[]) {
    this.#literals = literals;
    this.#index = new LiteralIndex(literals);
  }

  isFor(literals: readonly Literal[]): boolean {
    return (
      literals.length === this.#literals.length &&
      literals.every((literal, i) => {
        const own = this.#literals[i];
        return (
          own?.text === literal.text &&
          own.id === literal.id &&
          own.start === literal.start &&
          own.end === literal.end
        );
      })
    );
  }

  /** Calls `visit` with the number of each literal that may occur; some perhaps more than once. */
  scan(text: string, visit: (id: number) => void): void {
    if (this.#index.isTooShort(text)) return;
    const memo = this.#memo;
    if (memo === undefined || text.length > MEMO_LENGTH_LIMIT) {
      this.#index.scan(text, (ids) => {
        for (const id of ids) visit(id);
      });
      return;
    }
    this.#asked++;
    let found = memo.get(text);
    if (found === undefined) {
      found = this.#search(text);
      if (memo.size >= MEMO_LIMIT) memo.clear();
      memo.set(text, found);
    } else this.#known++;
    if (this.#asked === TRIAL && this.#known < TRIAL * WORTHWHILE_SHARE) this.#memo = undefined;
    for (const id of found) visit(id);
  }

  #search(text: string): readonly number[] {
    let found: Set<number> | undefined;
    this.#index.scan(text, (ids) => {
      found ??= new Set();
      for (const id of ids) found.add(id);
    });
    return found === undefined ? NOTHING : [...found];
  }
}
