// Which sequence numbers are still without an entry: ranges that are taken from, in order.

export interface NumberRange {
  readonly first: number;
  /** Included; Infinity after the last known entry. */
  readonly last: number;
}

export class FreeNumbers {
  private readonly ranges: NumberRange[];

  constructor(ranges: readonly NumberRange[]) {
    this.ranges = ranges.filter((range) => range.first <= range.last);
  }

  /** Takes the whole range where all of it is free; else nothing. */
  take(first: number, count: number): boolean {
    const last = first + count - 1;
    const at = this.find(first);
    const range = this.ranges[at];
    if (range === undefined || range.first > first || range.last < last) return false;
    const rest: NumberRange[] = [];
    if (range.first < first) rest.push({ first: range.first, last: first - 1 });
    if (range.last > last) rest.push({ first: last + 1, last: range.last });
    this.ranges.splice(at, 1, ...rest);
    return true;
  }

  /** Takes up to so many from the lowest range; `undefined` where none is left. */
  takeLowest(count: number): NumberRange | undefined {
    const range = this.ranges[0];
    if (range === undefined) return undefined;
    const last = Math.min(range.last, range.first + count - 1);
    this.take(range.first, last - range.first + 1);
    return { first: range.first, last };
  }

  total(): number {
    return this.ranges.reduce((sum, range) => sum + (range.last - range.first + 1), 0);
  }

  left(): readonly NumberRange[] {
    return this.ranges;
  }

  /** Position of the first range that ends at or after this number. */
  private find(number: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.last ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
