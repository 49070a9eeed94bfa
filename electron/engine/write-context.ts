// What commands and steps have in common: the case for writing, the machine, the audit trail.

import type { CaseWriter } from '../store/case-store.ts';
import type { AuditLog } from './case/audit-log.ts';
import type { EngineHost } from './host.ts';

/** What every command gets. */
export interface WriteContext {
  readonly store: CaseWriter;
  readonly host: EngineHost;
  readonly audit: AuditLog;
  /** The examiner, or the operating system's user until there is one. */
  readonly who: () => string;
}
