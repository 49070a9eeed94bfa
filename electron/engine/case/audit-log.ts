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
      // From the recorded head: a line that was taken out since leaves a gap for good.
      const head = store.meta.get('auditHead') ?? last;
      const entry = {
        sequence: Math.max(head?.sequence ?? -1, last?.sequence ?? -1) + 1,
        atUs: host.nowUs(),
        who: who(),
        act,
        detail,
      };
      const hash = hashOf(head, entry);
      store.audit.add({ ...entry, hash });
      store.meta.set('auditHead', { sequence: entry.sequence, hash });
    },
  };
}

function hashOf(
  previous: Pick<AuditEntry, 'hash'> | undefined,
  entry: Omit<AuditEntry, 'hash'>,
): string {
  return auditHash(nodeHashes, previous?.hash ?? '', [
    String(entry.sequence),
    String(entry.atUs),
    entry.who,
    entry.act,
    entry.detail,
  ]);
}

/** True where every line is there, in order, up to the one recorded last, and matches its hash. */
export function auditIsIntact({ audit, meta }: Pick<CaseReader, 'audit' | 'meta'>): boolean {
  let previous: AuditEntry | undefined;
  for (const entry of audit.all()) {
    if (entry.sequence !== (previous === undefined ? 0 : previous.sequence + 1)) return false;
    if (entry.hash !== hashOf(previous, entry)) return false;
    previous = entry;
  }
  const head = meta.get('auditHead');
  // A case begins with a line on its making, so an empty trail is one that was emptied.
  if (previous === undefined) return false;
  return head === undefined || head.hash === previous.hash;
}
