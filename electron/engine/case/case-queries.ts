// The case and its audit trail.

import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';
import { auditIsIntact } from './audit-log.ts';
import { caseInfo } from './case-info.ts';

export function caseQueries(store: CaseReader): Pick<QueryHandlers, 'case.info' | 'case.audit'> {
  return {
    'case.info': () => caseInfo(store),
    'case.audit': ({ before, limit }) => ({
      entries: store.audit.before(before, limit),
      total: store.audit.count(),
      intact: auditIsIntact(store),
    }),
  };
}
