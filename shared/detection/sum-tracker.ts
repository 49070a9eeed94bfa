// Sums and means of what is in a window, exactly: the true sum of the numbers, rounded once. So the
// figure depends on what is in the window alone, not on what passed through it before.

import type { Tracker } from './windows.ts';

/** What a double holds: whole multiples of this power of two. */
const LEAST_EXPONENT = -1_074;

/** @param values finite */
export function sumTracker(
  values: ArrayLike<number>,
  average: boolean,
  holds: (figure: number) => boolean,
): Tracker {
  const sum = exactSum(values);
  let size = 0;
  const figure = () => (average ? sum.value() / size : sum.value());
  return {
    add(index) {
      sum.add(values[index] ?? 0);
      size++;
    },
    remove(index) {
      sum.add(-(values[index] ?? 0));
      size--;
    },
    satisfied: () => size > 0 && holds(figure()),
    figure,
  };
}

interface Sum {
  add(value: number): void;
  value(): number;
}

function exactSum(values: ArrayLike<number>): Sum {
  let most = 0;
  let exponent = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    most += Math.abs(value);
    if (!Number.isInteger(value)) exponent = Math.min(exponent, exponentOf(value));
  }
  return exponent === 0 && most <= Number.MAX_SAFE_INTEGER ? wholeSum() : bigSum(exponent);
}

/** Whole numbers whose sums stay below 2^53 add up exactly. */
function wholeSum(): Sum {
  let sum = 0;
  return {
    add: (value) => void (sum += value),
    value: () => sum,
  };
}

/** In multiples of 2^exponent. */
function bigSum(exponent: number): Sum {
  let sum = 0n;
  return {
    add: (value) => void (sum += multipleOf(value, exponent)),
    value: () => scaled(sum, exponent),
  };
}

const bits = new DataView(new ArrayBuffer(8));

/** The value as a whole number times a power of two. */
function partsOf(value: number): { readonly whole: bigint; readonly exponent: number } {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const field = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xf_ffff_ffff_ffffn;
  const whole = field === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  const exponent = (field === 0 ? 1 : field) - 1_075;
  return { whole: raw >> 63n === 1n ? -whole : whole, exponent };
}

function exponentOf(value: number): number {
  return Math.max(LEAST_EXPONENT, partsOf(value).exponent);
}

function multipleOf(value: number, exponent: number): bigint {
  const parts = partsOf(value);
  const shift = BigInt(parts.exponent - exponent);
  return shift >= 0n ? parts.whole << shift : parts.whole >> -shift;
}

/** More of a number than a double holds: its first bits, and one that says whether more are set. */
const LEADING_BITS = 64;

/** `sum` times 2^exponent, rounded once: to the nearest double. */
function scaled(sum: bigint, exponent: number): number {
  const size = sum < 0n ? -sum : sum;
  const excess = size.toString(16).length * 4 - LEADING_BITS;
  if (excess <= 0) return timesPower(Number(sum), exponent);
  const shift = BigInt(excess);
  const leading = size >> shift;
  const rounded = Number(leading << shift === size ? leading : leading | 1n);
  return timesPower(sum < 0n ? -rounded : rounded, exponent + excess);
}

/** In two steps where the power alone would be too small for a double. */
function timesPower(number: number, exponent: number): number {
  if (exponent >= -1_000) return number * 2 ** exponent;
  return number * 2 ** -1_000 * 2 ** (exponent + 1_000);
}
