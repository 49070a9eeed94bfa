// Checkpoints and proofs, as they are asked for.

import type { CaseReader } from '../../store/case-store.ts';
import type { BlockReader } from '../events/block-reader.ts';
import type { QueryHandlers } from '../handlers.ts';
import { caseKeyLine, proveConsistency, proveInclusion } from './proofs.ts';

type SealQuery = 'case.checkpoints' | 'case.prove' | 'case.proveConsistency';

export function sealQueries(
  store: CaseReader,
  blocks: BlockReader,
): Pick<QueryHandlers, SealQuery> {
  return {
    'case.checkpoints': ({ before, limit }) => ({
      checkpoints: store.seals.checkpointsBefore(before, limit),
      total: store.seals.checkpointCount(),
      publicKey: caseKeyLine(store),
    }),
    'case.prove': ({ eventId, checkpoint }) => proveInclusion(store, blocks, eventId, checkpoint),
    'case.proveConsistency': ({ from, to }) => proveConsistency(store, from, to),
  };
}
