// A case's checkpoint, in the C2SP format (c2sp.org/tlog-checkpoint): origin, number of leaves, root,
// and lines of its own behind them. Owns what those lines mean; signatures are note.ts's.
//
//   time <RFC 3339>               when it was made, by the clock of the machine
//   reason <text>                 what for; absent from those of earlier versions
//   audit <entries> <root>        the Merkle tree over the audit trail
//   blocks <count> <root>         the Merkle tree over the digests of the blocks' columns and places
//   terms <count> <hash>          the running hash over the words that columns are written in
//   exhibits <count> <hash>       what was recorded of each exhibit
//   previous <hash>               SHA-256 of the note before; absent from the first

import { err, failure, ok, type Result } from '../base/result.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';

export const ORIGIN_PREFIX = 'sealwatch.local/case/';
const HASH_BYTES = 32;
const COUNT = /^(?:0|[1-9][0-9]{0,15})$/;
const REASON = /^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u;
const TIME = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

export interface CountedHash {
  readonly count: number;
  readonly hash: Uint8Array;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly time: string;
  /** One line, which is not blank at either end. */
  readonly reason?: string;
  readonly audit: CountedHash;
  readonly blocks: CountedHash;
  readonly terms: CountedHash;
  readonly exhibits: CountedHash;
  readonly previous?: Uint8Array;
}

/** The part of the note that is signed. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const counted = (name: string, { count, hash }: CountedHash) =>
    `${name} ${String(count)} ${base64Of(hash)}`;
  const lines = [
    checkpoint.origin,
    String(checkpoint.size),
    base64Of(checkpoint.root),
    `time ${checkpoint.time}`,
    ...(checkpoint.reason === undefined ? [] : [`reason ${checkpoint.reason}`]),
    counted('audit', checkpoint.audit),
    counted('blocks', checkpoint.blocks),
    counted('terms', checkpoint.terms),
    counted('exhibits', checkpoint.exhibits),
    ...(checkpoint.previous === undefined ? [] : [`previous ${base64Of(checkpoint.previous)}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Of the signed part. Strict: what comes out is written back as the same text. */
export function parseCheckpoint(text: string): Result<Checkpoint> {
  const lines = text.split('\n');
  const [origin = '', sizeText = '', rootText = ''] = lines;
  if (!origin.startsWith(ORIGIN_PREFIX)) return bad('its origin is not a Sealwatch case');
  const size = countOf(sizeText);
  if (size === undefined) return bad('its second line is not a number of events');
  const root = hashOf(rootText);
  if (root === undefined) return bad('its third line is not a root');
  const values = new Map<string, string>();
  for (const line of lines.slice(3, -1)) {
    const space = line.indexOf(' ');
    if (space <= 0) return bad(`its line "${line.slice(0, 80)}" says nothing`);
    values.set(line.slice(0, space), line.slice(space + 1));
  }
  const counted = (name: string): CountedHash | undefined => {
    const [countText = '', hashText = '', ...more] = values.get(name)?.split(' ') ?? [];
    const count = countOf(countText);
    const hash = hashOf(hashText);
    if (count === undefined || hash === undefined || more.length > 0) return undefined;
    return { count, hash };
  };
  const time = values.get('time');
  const audit = counted('audit');
  const blocks = counted('blocks');
  const terms = counted('terms');
  const exhibits = counted('exhibits');
  if (time === undefined || !TIME.test(time)) return bad('it has no time');
  if (!audit || !blocks || !terms || !exhibits) return bad('one of its lines is not there');
  const reason = values.get('reason');
  if (reason !== undefined && !REASON.test(reason)) return bad('its reason is not a line of text');
  const why = reason === undefined ? {} : { reason };
  const base = { origin, size, root, time, ...why, audit, blocks, terms, exhibits };
  const previousText = values.get('previous');
  const previous = previousText === undefined ? undefined : hashOf(previousText);
  const checkpoint = previous === undefined ? base : { ...base, previous };
  if (formatCheckpoint(checkpoint) !== text) return bad('its lines are not those of a checkpoint');
  return ok(checkpoint);
}

function countOf(text: string): number | undefined {
  const count = COUNT.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(count) ? count : undefined;
}

function hashOf(text: string): Uint8Array | undefined {
  const hash = bytesOfBase64(text);
  return hash?.length === HASH_BYTES ? hash : undefined;
}

function bad(reason: string): Result<never> {
  return err(failure('checkpoint.malformed', `This is no checkpoint of a case: ${reason}.`));
}
