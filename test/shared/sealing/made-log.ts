// A sealed log for tests, made without the code under test: plain ASCII content, so that JSON.stringify
// of sorted keys is all that Python's json.dumps would do.

import { createHash, createHmac, hash } from 'node:crypto';
import type { Hashes } from '../../../shared/base/hashes.ts';
import type { ChainRow } from '../../../shared/sealing/chain-row.ts';

export const nodeHashes: Hashes = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  hmacSha256Hex: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
};

export const KEY = '00112233445566778899aabbccddeeff';
export const GENESIS = '0'.repeat(64);

type Loose = { -readonly [column in keyof ChainRow]: ChainRow[column] };
type TextColumn = 'data' | 'content_hash' | 'hmac_signature' | 'previous_hash' | 'chain_hash';
/** Plain enough to print: the seals and the data are text or absent. */
export type MadeRow = Omit<Loose, TextColumn | 'sequence_number'> & {
  [column in TextColumn]: string | null;
} & { sequence_number: number | string };

export function madeLog(length: number, key: string = KEY): MadeRow[] {
  const rows: MadeRow[] = [];
  let previous = GENESIS;
  for (let sequence = 0; sequence < length; sequence += 1) {
    const row = madeRow(sequence, `entry_${sequence}`);
    seal(row, previous, key);
    previous = String(row.chain_hash);
    rows.push(row);
  }
  return rows;
}

export function madeRow(sequence: number, entryId: string): MadeRow {
  return {
    entry_id: entryId,
    timestamp: `2026-06-01T00:00:${String(sequence % 60).padStart(2, '0')}+00:00`,
    sequence_number: sequence,
    log_level: 'INFO',
    component: 'trading_engine',
    event_type: 'trade_placed',
    message: `Order ${sequence}`,
    data: `{"price": ${sequence}.5, "amount": 1}`,
    content_hash: null,
    hmac_signature: null,
    previous_hash: null,
    chain_hash: null,
    position: sequence + 1,
  };
}

export function contentHashOf(row: MadeRow): string {
  const data: unknown = JSON.parse(String(row.data));
  const { price, amount } = data as { price: number; amount: number };
  const dataText = `{"amount": ${amount}, "price": ${price}}`;
  const fields: readonly (readonly [string, ChainRow['message']])[] = [
    ['component', row.component],
    ['data', dataText],
    ['entry_id', row.entry_id],
    ['event_type', row.event_type],
    ['log_level', row.log_level],
    ['message', row.message],
    ['sequence_number', row.sequence_number],
    ['timestamp', row.timestamp],
  ];
  const text = fields.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return nodeHashes.sha256Hex(`{${text.join(', ')}}`);
}

export function chainHashOf(row: MadeRow): string {
  return nodeHashes.sha256Hex(
    `${String(row.previous_hash)}${String(row.content_hash)}${String(row.sequence_number)}`,
  );
}

export function seal(row: MadeRow, previous: string, key: string): void {
  row.content_hash = contentHashOf(row);
  row.hmac_signature = nodeHashes.hmacSha256Hex(key, row.content_hash);
  row.previous_hash = previous;
  row.chain_hash = chainHashOf(row);
}
