// Writes the audit trail and checks it. The chain covers every field of every line.

import { auditHash } from '../../../shared/sealing/hash-chain.ts';
import type { AuditEntry } from '../../../shared/domain/case.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { nodeHashes, type EngineHost } from '../host.ts';

export interface AuditLog {
  add(act: string, detail: string): void;
}

export function createAuditLog(store: CaseWriter, host: EngineHost, who: () => string): AuditLog {
  return {
    add(act, detail) {
      const last = store.read.audit.last();
      const entry = {
        sequence: last === undefined ? 0 : last.sequence + 1,
        atUs: host.nowUs(),
        who: who(),
        act,
        detail,
      };
      store.audit.add({ ...entry, hash: hashOf(last, entry) });
    },
  };
}

function hashOf(previous: AuditEntry | undefined, entry: Omit<AuditEntry, 'hash'>): string {
  return auditHash(nodeHashes, previous?.hash ?? '', [
    String(entry.sequence),
    String(entry.atUs),
    entry.who,
    entry.act,
    entry.detail,
  ]);
}

/** True where every line is there, in order, and matches its hash. */
export function auditIsIntact(audit: CaseReader['audit']): boolean {
  let previous: AuditEntry | undefined;
  for (const entry of audit.all()) {
    if (entry.sequence !== (previous === undefined ? 0 : previous.sequence + 1)) return false;
    if (entry.hash !== hashOf(previous, entry)) return false;
    previous = entry;
  }
  return true;
}
