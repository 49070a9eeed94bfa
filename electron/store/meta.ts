// The case's own facts and settings: small JSON values under a key.

import type { TimeUs } from '../../shared/base/time.ts';
import type { CaseSettings, Examiner } from '../../shared/domain/case.ts';
import type { Db } from './connection.ts';
import { storedJson } from './stored-json.ts';

export interface MetaValues {
  readonly id: string;
  readonly name: string;
  readonly createdAtUs: number;
  readonly examiner: Examiner | null;
  readonly settings: CaseSettings;
  readonly nextEvent: number;
  readonly chain: string;
  /** 32 bytes in hex: what nonces of the Merkle tree's leaves are made with. */
  readonly sealSecret: string;
  /** The Ed25519 key of the case's checkpoints: PKCS#8 in base64. */
  readonly sealKey: string;
  /** Folders and files that are looked at while the case is open. */
  readonly watched: readonly { readonly path: string; readonly sinceUs: TimeUs }[];
  /** The newest import of the officer's rules: the texts it replaced; null where it was not there. */
  readonly lastRuleImport: {
    readonly atUs: TimeUs;
    /** Names of what was chosen. */
    readonly from: string;
    /** Rules, not texts. */
    readonly count: number;
    readonly before: readonly { readonly key: string; readonly text: string | null }[];
  } | null;
  /** The newest line of the audit trail: the next one follows it, whatever was taken out since. */
  readonly auditHead: { readonly sequence: number; readonly hash: string };
}

export function metaTable(db: Db) {
  const get = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  return {
    get<K extends keyof MetaValues>(key: K): MetaValues[K] | undefined {
      const text = get.get(key);
      return text === undefined ? undefined : (storedJson(text, `its ${key}`) as MetaValues[K]);
    },
    set<K extends keyof MetaValues>(key: K, value: MetaValues[K]): void {
      put.run(key, JSON.stringify(value));
    },
  };
}

/** Bytes of the case file, without its write-ahead log. */
export function caseSizeBytes(db: Db): number {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const size = db.pragma('page_size', { simple: true }) as number;
  return pages * size;
}

/** Changes whenever another connection commits: tells a reader that its caches are stale. */
export function dataVersion(db: Db): number {
  return db.pragma('data_version', { simple: true }) as number;
}
