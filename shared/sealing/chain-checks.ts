// What can be said of one entry by itself: does its content fit its content hash, does its chain hash
// follow from its own fields, does its HMAC fit the key.
// Refuses to look at any other entry; order and links are judged elsewhere.

import type { Hashes } from '../base/hashes.ts';
import { CONTENT_COLUMNS, type ContentColumn } from '../domain/chain-layout.ts';
import type { ChainRow, ChainValue } from './chain-row.ts';
import { contentBytes, type ContentPart } from './content-bytes.ts';
import { decodeString } from './json-members.ts';
import { canonicalPythonJson, pythonFloat, pythonJsonString } from './python-json.ts';

/** Bits of a fault mask; 0 is an entry whose own checks all hold. */
export const CONTENT_DIFFERS = 1;
export const CHAIN_DIFFERS = 2;
export const HMAC_DIFFERS = 4;
/** Not a fault: the entry records no HMAC, though a key is at hand. */
export const HMAC_ABSENT = 8;
/** The content cannot even be written down as Python would. */
export const CONTENT_UNREADABLE = 16;
/** The record could not be read as an entry at all. */
export const RECORD_UNREADABLE = 32;

export interface RowFacts {
  readonly mask: number;
  /** Where a check failed: what the record says, and what was worked out. */
  readonly expected: string;
  readonly found: string;
}

/** Names under which the content fields were hashed; a log's own names where its writer used those. */
export type ContentNames = Readonly<Record<ContentColumn, string>>;

/** @param hmac of its recorded content hash, where that was worked out already */
type RowCheck = (row: ChainRow, hmac?: string) => RowFacts;

const SOUND: RowFacts = { mask: 0, expected: '', found: '' };
const SOUND_WITHOUT_HMAC: RowFacts = { mask: HMAC_ABSENT, expected: '', found: '' };

interface CheckOptions {
  readonly hashes: Hashes;
  readonly hmacKey?: string | undefined;
  readonly contentNames?: ContentNames | undefined;
}

/** Of many entries, each by itself, in their order. */
export function createRowsCheck(options: CheckOptions): (rows: readonly ChainRow[]) => RowFacts[] {
  const check = createRowCheck(options);
  const { hashes, hmacKey } = options;
  return (rows) => {
    const hmacs =
      hmacKey === undefined
        ? undefined
        : hashes.hmacSha256HexOfEach?.(
            hmacKey,
            rows.map((row) => plainText(row.content_hash)),
          );
    return rows.map((row, index) => check(row, hmacs?.[index]));
  };
}

export function createRowCheck(options: CheckOptions): RowCheck {
  const { hashes, hmacKey } = options;
  const parts = contentParts(options.contentNames);
  const plainContent = contentBytes(parts);
  return (row, knownHmac) => {
    const content = plainContent(row) ?? contentText(row, parts);
    const recordedContent = row.content_hash;
    let contentHash = content === undefined ? '' : hashes.sha256Hex(content);
    if (contentHash !== recordedContent) {
      const other = columnReading(row);
      const text = other && contentText(other, parts);
      const hash = text === undefined ? '' : hashes.sha256Hex(text);
      if (hash === recordedContent) contentHash = hash;
    }
    let mask = 0;
    let expected = '';
    let found = '';
    if (contentHash !== recordedContent || content === undefined) {
      mask |= content === undefined ? CONTENT_DIFFERS | CONTENT_UNREADABLE : CONTENT_DIFFERS;
      expected = `content hash ${plainText(recordedContent)}`;
      found = content === undefined ? 'content that is not JSON' : `content hash ${contentHash}`;
    }
    const contentHashText = plainText(recordedContent);
    const chainHash = hashes.sha256Hex(
      plainText(row.previous_hash) + contentHashText + plainText(row.sequence_number),
    );
    if (chainHash !== row.chain_hash) {
      mask |= CHAIN_DIFFERS;
      if (expected === '') {
        expected = `chain hash ${plainText(row.chain_hash)}`;
        found = `chain hash ${chainHash}`;
      }
    }
    if (hmacKey !== undefined) {
      if (row.hmac_signature === null) mask |= HMAC_ABSENT;
      else {
        const hmac = knownHmac ?? hashes.hmacSha256Hex(hmacKey, contentHashText);
        if (hmac !== row.hmac_signature) {
          mask |= HMAC_DIFFERS;
          // What the HMAC would have to be is not printed: it could be copied into a forgery.
          if (expected === '') {
            expected = `HMAC ${plainText(row.hmac_signature)}`;
            found = 'another HMAC from the key given';
          }
        }
      }
    }
    if (mask === 0) return SOUND;
    if (mask === HMAC_ABSENT) return SOUND_WITHOUT_HMAC;
    return { mask, expected, found };
  };
}

/** In the order of the names that were hashed. */
function contentParts(names: ContentNames | undefined): readonly ContentPart[] {
  return CONTENT_COLUMNS.map((column) => ({ column, name: names?.[column] ?? column }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ column, name }, index) => ({
      column,
      text: `${index === 0 ? '{' : ', '}${pythonJsonString(name)}: `,
    }));
}

/** The text that was hashed, or `undefined` where a field holds what JSON cannot. */
function contentText(row: ChainRow, parts: readonly ContentPart[]): string | undefined {
  let out = '';
  for (const { column, text } of parts) {
    const value = row[column];
    const json = column === 'data' ? dataJson(value) : fieldJson(value);
    if (json === undefined) return undefined;
    out += text;
    out += json;
  }
  return `${out}}`;
}

function fieldJson(value: ChainValue): string | undefined {
  if (typeof value === 'string') return pythonJsonString(value);
  if (value === null) return 'null';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return value.toString();
  if ('numberText' in value) return value.numberText;
  const json = canonicalPythonJson(value.jsonText);
  return json.ok ? json.value : undefined;
}

/** `data` is hashed as a string that itself holds sorted JSON. */
function dataJson(value: ChainValue): string | undefined {
  if (value === null || value === '{}') return '"{}"';
  let json: string | undefined;
  if (typeof value === 'string') {
    const canonical = canonicalPythonJson(value);
    json = canonical.ok ? canonical.value : undefined;
  } else json = fieldJson(value);
  return json === undefined ? undefined : JSON.stringify(json);
}

/**
 * Text in a line may be all that was logged, `json.dumps("text")`, or the JSON that a column would hold:
 * the hash says which. Nothing else can have it, so taking either lets no change pass.
 */
function columnReading(row: ChainRow): ChainRow | undefined {
  const { data } = row;
  if (typeof data !== 'object' || data === null || !('jsonText' in data)) return undefined;
  if (!data.jsonText.startsWith('"')) return undefined;
  return { ...row, data: decodeString(data.jsonText, 0, data.jsonText.length) };
}

/** What Python's `str()` gives. */
export function plainText(value: ChainValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return value.toString();
  return 'numberText' in value ? value.numberText : value.jsonText;
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value === 0 ? 0 : value) : pythonFloat(value);
}
