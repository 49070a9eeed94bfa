// The entries of a stretch of a hash-chained log one by one: what each records and what is worked out
// from it, its links to its neighbours, and where another exhibit has the same entry, the fields that
// differ. Refuses to say which of two exhibits is right, and what an HMAC would have to be.

import type { ChainEntry, EntryCheck } from '../../../shared/contract/areas/evidence.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { CONTENT_COLUMNS } from '../../../shared/domain/chain-layout.ts';
import {
  CONTENT_DIFFERS,
  CONTENT_UNREADABLE,
  createRowCheck,
  HMAC_ABSENT,
  HMAC_DIFFERS,
  plainText,
} from '../../../shared/sealing/chain-checks.ts';
import type { ChainValue } from '../../../shared/sealing/chain-row.ts';
import { canonicalPythonJson } from '../../../shared/sealing/python-json.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { nodeHashes } from '../host.ts';
import {
  placesOf,
  type ChainRecord,
  type ChainRecords,
  type ChainRecordsOf,
} from './evidence-chain-records.ts';

const GENESIS_HASH = '0'.repeat(64);
const HASH_NAME = 'content hash ';

interface Stretch {
  readonly sourceId: number;
  /** The file that the log begins in, where the exhibit holds several. */
  readonly file?: string | undefined;
  readonly sequence: number;
  readonly through: number;
  /** Entries of the stretch that are passed over. */
  readonly offset: number;
  readonly limit: number;
}

export function stretchEntries(
  store: Pick<CaseReader, 'sources'>,
  recordsOf: ChainRecordsOf,
  stretch: Stretch,
  hmacKey: string | undefined,
): { readonly entries: ChainEntry[]; readonly total: number } {
  const records = recordsOf.of(stretch.sourceId, stretch.file);
  if (records.length === 0) return { entries: [], total: 0 };
  const { start, end } = placesOf(records, stretch.sequence, stretch.through);
  const own = store.sources.get(stretch.sourceId);
  const others = own ? sourcesBeside(store, own) : [];
  const entries: ChainEntry[] = [];
  const last = Math.min(end, start + stretch.offset + stretch.limit);
  for (let index = start + stretch.offset; index < last; index += 1) {
    const record = records.at(index);
    if (!record) continue;
    const twin = twinOf(record, others, recordsOf);
    entries.push({
      eventId: record.eventId,
      entryId: plainText(record.row.entry_id),
      sequence: plainText(record.row.sequence_number),
      file: record.file,
      position: record.position,
      checks: checksOf(records, index, record, hmacKey),
      fields: CONTENT_COLUMNS.map((column) => {
        const value = record.row[column];
        const other = twin?.record.row[column];
        const differs = other !== undefined && !isSame(value, other);
        return { column, value: shown(value), ...(differs && { elsewhere: shown(other) }) };
      }),
      ...(twin && {
        elsewhere: {
          exhibit: twin.source.exhibit,
          eventId: twin.record.eventId,
          contentHolds: contentHolds(twin.record),
        },
      }),
    });
  }
  return { entries, total: end - start };
}

function checksOf(
  records: ChainRecords,
  index: number,
  { row, contentNames }: ChainRecord,
  hmacKey: string | undefined,
): EntryCheck[] {
  const { mask, found } = createRowCheck({ hashes: nodeHashes, hmacKey, contentNames })(row);
  const content = plainText(row.content_hash);
  const chain = plainText(row.chain_hash);
  const previous = plainText(row.previous_hash);
  const sequence = plainText(row.sequence_number);
  const before = records.at(index - 1)?.row;
  const after = records.at(index + 1)?.row;
  const unreadable = (mask & CONTENT_UNREADABLE) !== 0;
  const differs = (mask & CONTENT_DIFFERS) !== 0;
  const workedOut = !differs ? content : unreadable ? '' : found.slice(HASH_NAME.length);
  const compared = (
    what: EntryCheck['what'],
    recorded: string,
    other: string | undefined,
  ): EntryCheck => ({
    what,
    recorded,
    ...(other === undefined ? {} : { workedOut: other }),
    holds: other === undefined ? null : recorded === other,
  });
  const checks: EntryCheck[] = [
    compared('content hash', content, workedOut),
    compared('chain hash', chain, nodeHashes.sha256Hex(previous + content + sequence)),
    compared(
      'previous hash',
      previous,
      index === 0 ? GENESIS_HASH : before && plainText(before.chain_hash),
    ),
    compared('next link', chain, after && plainText(after.previous_hash)),
    {
      what: 'HMAC',
      recorded: row.hmac_signature === null ? '' : plainText(row.hmac_signature),
      holds:
        hmacKey === undefined || (mask & HMAC_ABSENT) !== 0 || row.hmac_signature === null
          ? null
          : (mask & HMAC_DIFFERS) === 0,
    },
  ];
  const number = before?.sequence_number;
  if (typeof number === 'number') {
    checks.push(compared('sequence number', sequence, String(number + 1)));
  } else if (index === 0) checks.push(compared('sequence number', sequence, '0'));
  return checks;
}

function shown(value: ChainValue): string {
  return value === null ? 'null' : plainText(value);
}

/** As far as the content hash goes: members of an object have no order. */
function isSame(one: ChainValue, other: ChainValue): boolean {
  if (shown(one) === shown(other)) return true;
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  const [left, right] = [canonicalPythonJson(one), canonicalPythonJson(other)];
  return left.ok && right.ok && left.value === right.value;
}

function contentHolds({ row, contentNames }: ChainRecord): boolean {
  const { mask } = createRowCheck({ hashes: nodeHashes, contentNames })(row);
  return (mask & CONTENT_DIFFERS) === 0;
}

/** Exhibits that could hold the same entries: of the same time, and read to their end. */
function sourcesBeside(store: Pick<CaseReader, 'sources'>, own: Source): readonly Source[] {
  const { firstTimeUs, lastTimeUs } = own;
  if (firstTimeUs === null || lastTimeUs === null) return [];
  return store.sources
    .all()
    .filter(
      (each) =>
        each.id !== own.id &&
        each.format === own.format &&
        each.firstTimeUs !== null &&
        each.lastTimeUs !== null &&
        each.firstTimeUs <= lastTimeUs &&
        each.lastTimeUs >= firstTimeUs,
    );
}

interface Twin {
  readonly source: Source;
  readonly record: ChainRecord;
}

/** The entry of the same id and number in another exhibit; one whose content fits its hash first. */
function twinOf(
  { row }: ChainRecord,
  others: readonly Source[],
  recordsOf: ChainRecordsOf,
): Twin | undefined {
  const { sequence_number: number, entry_id: id } = row;
  if (typeof number !== 'number' || typeof id !== 'string' || id === '') return undefined;
  let unsound: Twin | undefined;
  for (const source of others) {
    const records = recordsOf.of(source.id);
    const { start, end, numbered } = placesOf(records, number, number);
    for (let index = start; numbered && index < end; index += 1) {
      const record = records.at(index);
      if (record?.row.entry_id !== id) continue;
      if (contentHolds(record)) return { source, record };
      unsound ??= { source, record };
    }
  }
  return unsound;
}
