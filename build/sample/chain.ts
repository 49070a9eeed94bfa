// Seals the sample's entries as the bot's program does, then damages what the story damages: the
// hashes stay as they were sealed, which is how the damage shows.

import { createHash, createHmac } from 'node:crypto';
import Database from 'better-sqlite3';
import { canonicalPythonJson } from '../../shared/sealing/python-json.ts';
import type { BotEntry } from './bot-week.ts';

export interface SealedRow {
  readonly entry_id: string;
  readonly timestamp: string;
  readonly sequence_number: number;
  readonly log_level: string;
  readonly component: string;
  readonly event_type: string;
  readonly message: string;
  readonly data: string;
  readonly content_hash: string;
  readonly hmac_signature: string;
  readonly previous_hash: string;
  readonly chain_hash: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function sealAndDamage(entries: readonly BotEntry[], key: string): readonly SealedRow[] {
  const rows: SealedRow[] = [];
  let previous = '0'.repeat(64);
  entries.forEach((entry, sequence) => {
    const content = {
      entry_id: `bot-${String(sequence).padStart(5, '0')}`,
      timestamp: `${new Date(entry.atMs).toISOString().slice(0, 23)}000+00:00`,
      sequence_number: sequence,
      log_level: entry.level,
      component: entry.component,
      event_type: entry.eventType,
      message: entry.message,
    };
    const contentHash = sha256(
      canonical(JSON.stringify({ ...content, data: canonical(entry.data) })),
    );
    const row: SealedRow = {
      ...content,
      data: entry.data,
      content_hash: contentHash,
      hmac_signature: createHmac('sha256', key).update(contentHash).digest('hex'),
      previous_hash: previous,
      chain_hash: sha256(`${previous}${contentHash}${sequence}`),
    };
    previous = row.chain_hash;
    if (entry.damage === 'removed') return;
    rows.push(entry.damage === undefined ? row : { ...row, data: entry.damage.data });
  });
  return rows;
}

function canonical(text: string): string {
  const result = canonicalPythonJson(text);
  if (!result.ok) throw new Error(`Sample data is not JSON: ${result.error.message}`);
  return result.value;
}

export function writeDatabase(path: string, rows: readonly SealedRow[]): void {
  const database = new Database(path);
  try {
    database.exec(
      `CREATE TABLE secure_logs (entry_id TEXT PRIMARY KEY, timestamp TEXT, sequence_number INTEGER,
        log_level TEXT, component TEXT, event_type TEXT, message TEXT, data TEXT,
        content_hash TEXT, hmac_signature TEXT, previous_hash TEXT, chain_hash TEXT)`,
    );
    const insert = database.prepare(
      `INSERT INTO secure_logs VALUES (:entry_id, :timestamp, :sequence_number, :log_level,
        :component, :event_type, :message, :data, :content_hash, :hmac_signature, :previous_hash,
        :chain_hash)`,
    );
    database.transaction(() => {
      for (const row of rows) insert.run(row);
    })();
    database.exec('VACUUM');
  } finally {
    database.close();
  }
}
