// A row of a Parquet file as the canonical JSON of its columns, in their order and under their names,
// without spaces: the exact bytes that are kept for it. Values come as they are stored (whole numbers,
// bytes); what they mean follows from the annotations of the schema. Nothing is rounded: what JSON
// numbers cannot carry exactly is written as text, and bytes that are no text as {"$blob":"hex"}.
// Source: the logical types of the Apache Parquet format.

import { hexOf, strictTextOf, utf8 } from '../base/bytes.ts';
import { pythonFloat } from '../sealing/python-json.ts';

export type TimeUnit = 'ms' | 'us' | 'ns';

/** What the stored value of a leaf stands for. */
export type ParquetMeaning =
  | { readonly kind: 'plain' }
  | { readonly kind: 'float' }
  | { readonly kind: 'unsigned'; readonly bits: 32 | 64 }
  | { readonly kind: 'text' }
  /** Bytes without an annotation: text where they are text. */
  | { readonly kind: 'bytes' }
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly utc: boolean }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'half-float' };

export interface ParquetNode {
  readonly name: string;
  /** What the reader calls it, because names may be doubled or hostile. */
  readonly key: string;
  readonly repeated: boolean;
  readonly shape: 'leaf' | 'struct' | 'list' | 'map';
  readonly meaning: ParquetMeaning;
  readonly children: readonly ParquetNode[];
}

/** A value as the reader gives it; structs under the keys of their members. */
export type ParquetValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | Uint8Array
  | readonly ParquetValue[]
  | { readonly [key: string]: ParquetValue };

export type RowWriter = (valueOf: (column: number) => ParquetValue) => Uint8Array;

/** Texts of a column that are kept at a time: values from a dictionary come again and again. */
const KEPT_TEXTS = 4_096;

export function parquetRowWriter(columns: readonly ParquetNode[]): RowWriter {
  const heads = columns.map(
    ({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  );
  const kept = columns.map(() => new Map<Uint8Array, string>());
  return (valueOf) => {
    let text = '';
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      const known = kept[index];
      if (column === undefined || known === undefined) break;
      const value = valueOf(index);
      text += heads[index] ?? '';
      if (!(value instanceof Uint8Array)) {
        text += nodeText(column, value);
        continue;
      }
      let own = known.get(value);
      if (own === undefined) {
        own = nodeText(column, value);
        if (known.size >= KEPT_TEXTS) known.clear();
        known.set(value, own);
      }
      text += own;
    }
    return utf8(`${text}}`);
  };
}

function nodeText(node: ParquetNode, value: ParquetValue): string {
  if (node.repeated) return listText(value, (item) => oneText(node, item));
  return value === null || value === undefined ? 'null' : oneText(node, value);
}

function oneText(node: ParquetNode, value: ParquetValue): string {
  if (value === null || value === undefined) return 'null';
  if (node.shape === 'leaf') return leafText(node.meaning, value);
  const [only] = node.children;
  if (node.shape === 'list' && only) return listOf(only, memberOf(value, only));
  if (node.shape === 'map' && only) return mapOf(only, memberOf(value, only));
  const members = node.children.map(
    (child) => `${JSON.stringify(child.name)}:${nodeText(child, memberOf(value, child))}`,
  );
  return `{${members.join(',')}}`;
}

function memberOf(value: ParquetValue, { key }: ParquetNode): ParquetValue {
  return typeof value === 'object' && value !== null
    ? (value as { readonly [key: string]: ParquetValue })[key]
    : undefined;
}

function listText(value: ParquetValue, item: (value: ParquetValue) => string): string {
  if (!Array.isArray(value)) return '[]';
  return `[${(value as readonly ParquetValue[]).map(item).join(',')}]`;
}

/** Three levels as the format asks for, or two as older writers made them. */
function listOf(repeated: ParquetNode, value: ParquetValue): string {
  const [element] = repeated.children;
  const wrapped =
    repeated.shape === 'struct' &&
    repeated.children.length === 1 &&
    repeated.name !== 'array' &&
    !repeated.name.endsWith('_tuple');
  return listText(value, (item) =>
    wrapped && element ? nodeText(element, memberOf(item, element)) : oneText(repeated, item),
  );
}

/** An object where every key is text of its own, else a list of pairs. */
function mapOf(repeated: ParquetNode, value: ParquetValue): string {
  const [key, member] = repeated.children;
  if (!Array.isArray(value) || !key) return '{}';
  const pairs = (value as readonly ParquetValue[]).map((entry) => ({
    name: nodeText(key, memberOf(entry, key)),
    text: member ? nodeText(member, memberOf(entry, member)) : 'null',
  }));
  const named =
    pairs.every(({ name }) => name.startsWith('"')) &&
    new Set(pairs.map(({ name }) => name)).size === pairs.length;
  return named
    ? `{${pairs.map(({ name, text }) => `${name}:${text}`).join(',')}}`
    : `[${pairs.map(({ name, text }) => `[${name},${text}]`).join(',')}]`;
}

// ── single values ───────────────────────────────────────────────────────────────────────────

function leafText(meaning: ParquetMeaning, value: ParquetValue): string {
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return bytesText(meaning, value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return JSON.stringify(String(value));
  switch (meaning.kind) {
    case 'decimal':
      return decimalText(BigInt(value), meaning.scale);
    case 'date':
      return JSON.stringify(dateText(BigInt(value)) ?? String(value));
    case 'time':
      return JSON.stringify(clockText(BigInt(value), meaning.unit));
    case 'timestamp':
      return JSON.stringify(timestampText(BigInt(value), meaning.unit, meaning.utc));
    case 'unsigned':
      return BigInt.asUintN(meaning.bits, BigInt(value)).toString();
    case 'float':
      return pythonFloat(Number(value));
    default:
      return value.toString();
  }
}

function bytesText(meaning: ParquetMeaning, bytes: Uint8Array): string {
  if (meaning.kind === 'decimal') return decimalText(signedOf(bytes), meaning.scale);
  if (meaning.kind === 'uuid' && bytes.length === 16) {
    const hex = hexOf(bytes);
    const parts = [
      [0, 8],
      [8, 12],
      [12, 16],
      [16, 20],
      [20, 32],
    ] as const;
    return `"${parts.map(([from, to]) => hex.slice(from, to)).join('-')}"`;
  }
  if (meaning.kind === 'half-float' && bytes.length === 2) {
    return pythonFloat(halfFloat(((bytes[1] ?? 0) << 8) | (bytes[0] ?? 0)));
  }
  if (meaning.kind === 'text' || meaning.kind === 'bytes') {
    const text = strictTextOf(bytes);
    const readable = text !== undefined && (meaning.kind === 'text' || !CONTROL.test(text));
    if (readable) return JSON.stringify(text);
  }
  return `{"$blob":"${hexOf(bytes)}"}`;
}

/** Which no text without an annotation has, but for tabs and line ends. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Digits that every JSON number keeps. */
const EXACT_DIGITS = 15;

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return digits.length > EXACT_DIGITS ? `"${text}"` : text;
}

/** Big-endian two's complement. */
function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hexOf(bytes)}`));
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

// ── times ───────────────────────────────────────────────────────────────────────────────────

const PER_SECOND: Readonly<Record<TimeUnit, bigint>> = {
  ms: 1_000n,
  us: 1_000_000n,
  ns: 1_000_000_000n,
};
const DIGITS: Readonly<Record<TimeUnit, number>> = { ms: 3, us: 6, ns: 9 };
const SECONDS_PER_DAY = 86_400n;
/** 0000-01-01 and 9999-12-31 in days since 1970: outside of these no calendar is agreed on. */
const FIRST_DAY = -719_528n;
const LAST_DAY = 2_932_896n;

function dateText(days: bigint): string | undefined {
  if (days < FIRST_DAY || days > LAST_DAY) return undefined;
  return new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);
}

function clockText(value: bigint, unit: TimeUnit): string {
  const perSecond = PER_SECOND[unit];
  const seconds = value / perSecond;
  if (value < 0n || seconds >= SECONDS_PER_DAY) return value.toString();
  const two = (part: bigint) => part.toString().padStart(2, '0');
  const fraction = (value % perSecond).toString().padStart(DIGITS[unit], '0');
  return `${two(seconds / 3_600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

/** RFC 3339, with the digits that the unit has; the bare number where no calendar reaches. */
function timestampText(value: bigint, unit: TimeUnit, utc: boolean): string {
  const perDay = PER_SECOND[unit] * SECONDS_PER_DAY;
  const inDay = ((value % perDay) + perDay) % perDay;
  const day = dateText((value - inDay) / perDay);
  if (day === undefined) return value.toString();
  return `${day}T${clockText(inDay, unit)}${utc ? 'Z' : ''}`;
}
