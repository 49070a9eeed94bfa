// What a checkpoint covers besides the records, as hashes: blocks with their columns, the words that
// columns are written in, what is recorded of exhibits, and the lines of the audit trail.

import { createHash, hash, type Hash } from 'node:crypto';
import { hexOf, sameBytes, utf8 } from '../../../shared/base/bytes.ts';
import type { AuditEntry } from '../../../shared/domain/case.ts';
import { leafHash } from '../../../shared/sealing/merkle.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import type {
  BlockListing,
  ColumnChunk,
  ExhibitSeal,
  PlainRow,
  TermSeal,
} from '../../store/checkpoints.ts';
import { STORED_COLUMNS } from '../../store/columns.ts';
import { nodeHashes } from '../host.ts';

type Reader = Pick<CaseReader | CaseWriter['read'], 'seals'>;

/** The time and the stored columns. */
export const CHUNKS = STORED_COLUMNS.length + 1;

/**
 * Columns that every case had from the first on. One that came later says nothing of blocks that were
 * sealed before, where it has no value; so it is hashed only where it has one.
 */
const FIRST_COLUMNS = 12;
/** The number of the word for "no value", as the only one of a dictionary. */
const NO_VALUE = new Uint8Array(4);

function isLaterWithoutValue({ column, dictionary, codes }: ColumnChunk): boolean {
  return column >= FIRST_COLUMNS && codes.length === 0 && sameBytes(dictionary, NO_VALUE);
}

/** Covers everything of a block but its payload, whose own hash it covers. */
export function blockDigest(block: BlockListing, chunks: readonly ColumnChunk[]): Uint8Array {
  const { id, sourceId, firstEvent, count, firstUs, lastUs, rawBytes, sha256, chain } = block;
  const digest = createHash('sha256').update(
    rowLine([id, sourceId, firstEvent, count, firstUs, lastUs, rawBytes, sha256, chain]),
  );
  digest.update(`frame ${String(block.frame.length)}\n`).update(block.frame);
  for (const chunk of chunks) {
    if (isLaterWithoutValue(chunk)) continue;
    const { column, dictionary, codes } = chunk;
    digest
      .update(`column ${String(column)} ${String(dictionary.length)} ${String(codes.length)}\n`)
      .update(dictionary)
      .update(codes);
  }
  return new Uint8Array(digest.digest());
}

/** The leaf of a block in the tree over all blocks. */
export function blockLeaf(digest: Uint8Array): Uint8Array {
  return leafHash(nodeHashes, digest);
}

/** The running hash over the words behind the last sealed one, up to another. */
export function termChain(
  { seals }: Reader,
  previous: TermSeal | undefined,
  through: number,
): Uint8Array {
  const digest = createHash('sha256').update(previous?.chain ?? new Uint8Array(0));
  addLines(digest, seals.wordRows(previous?.through ?? 0, through));
  return new Uint8Array(digest.digest());
}

/**
 * True only where `termChain` gives the sealed hash: the database spells nearly every word as it was
 * spelled for sealing, and what differs in any way is not taken for the same.
 */
export function isQuickTermChain(
  { seals }: Reader,
  previous: TermSeal | undefined,
  { through, chain }: TermSeal,
): boolean {
  const digest = createHash('sha256').update(previous?.chain ?? new Uint8Array(0));
  for (const lines of seals.wordLines(previous?.through ?? 0, through)) digest.update(lines);
  return digest.digest().equals(chain);
}

/** `undefined` where there is no such exhibit. */
export function exhibitDigests({ seals }: Reader, sourceId: number): ExhibitSeal | undefined {
  const quick = exhibitFacts({ seals }, sourceId);
  const rows = seals.exhibitRows;
  return (
    quick && {
      ...quick,
      files: rowsDigest(rows.files(sourceId), rows.additions(sourceId)),
      rejections: rowsDigest(rows.rejections(sourceId)),
    }
  );
}

/** Of what is small in any case. */
export function exhibitFacts(
  { seals }: Reader,
  sourceId: number,
): Pick<ExhibitSeal, 'sourceId' | 'facts' | 'custody'> | undefined {
  const rows = seals.exhibitRows;
  const facts = rows.facts(sourceId);
  return (
    facts && {
      sourceId,
      facts: rowsDigest([facts]),
      custody: rowsDigest([[rows.custody(sourceId)]], rows.transfers(sourceId)),
    }
  );
}

/** Of all exhibits as they were sealed last. */
export function exhibitsDigest(exhibits: readonly ExhibitSeal[]): Uint8Array {
  return rowsDigest(
    exhibits.map(({ sourceId, facts, custody, files, rejections }) => [
      sourceId,
      facts,
      custody,
      files,
      rejections,
    ]),
  );
}

/** A line of the audit trail as it is hashed: JSON with its members in the order of their names. */
export function auditLine(entry: AuditEntry): string {
  const { act, atUs, detail, hash: chain, sequence, who } = entry;
  return JSON.stringify({ act, atUs, detail, hash: chain, sequence, who });
}

export function auditLeaf(entry: AuditEntry): Uint8Array {
  return leafHash(nodeHashes, utf8(auditLine(entry)));
}

export function noteHash(note: string): Uint8Array {
  return new Uint8Array(hash('sha256', note, 'buffer'));
}

function rowsDigest(...tables: readonly Iterable<PlainRow>[]): Uint8Array {
  const digest = createHash('sha256');
  for (const [index, rows] of tables.entries()) {
    digest.update(`table ${String(index)}\n`);
    addLines(digest, rows);
  }
  return new Uint8Array(digest.digest());
}

/** Long enough that what a call costs does not show. */
const TEXT_AT_ONCE = 64 * 1024;

function addLines(digest: Hash, rows: Iterable<PlainRow>): void {
  let text = '';
  for (const row of rows) {
    text += rowLine(row);
    if (text.length < TEXT_AT_ONCE) continue;
    digest.update(text);
    text = '';
  }
  digest.update(text);
}

/** One spelling for each row: JSON has no line feeds of its own, and tells numbers from texts. */
function rowLine(row: PlainRow): string {
  const hasBytes = row.some((value) => value instanceof Uint8Array);
  const values = hasBytes
    ? row.map((value) => (value instanceof Uint8Array ? { bytes: hexOf(value) } : value))
    : row;
  return `${JSON.stringify(values)}\n`;
}
