// By which first bytes files are told that are not read front to back as text: each kind has a reader
// of its own, which is loaded when the first file of its kind is met.

const SQLITE_MAGIC = 'SQLite format 3\0';
const PARQUET_MAGIC = 'PAR1';
const ENCRYPTED_PARQUET_MAGIC = 'PARE';

export function isSqlite(head: Uint8Array): boolean {
  return textOf(head, SQLITE_MAGIC.length) === SQLITE_MAGIC;
}

export function isParquet(head: Uint8Array): boolean {
  const magic = textOf(head, PARQUET_MAGIC.length);
  return magic === PARQUET_MAGIC || magic === ENCRYPTED_PARQUET_MAGIC;
}

/** A zip archive begins with a member, or with its end where it has none. */
export function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  return (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6);
}

function textOf(head: Uint8Array, length: number): string {
  return Buffer.from(head.subarray(0, length)).toString('latin1');
}
