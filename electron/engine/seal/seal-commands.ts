// A checkpoint on demand, to be noted outside the case.

import type { CommandHandlers } from '../handlers.ts';
import type { Sealer } from './sealer.ts';

export function sealCommands(sealer: Sealer): Pick<CommandHandlers, 'case.makeCheckpoint'> {
  return {
    'case.makeCheckpoint': () => ({ note: sealer.checkpoint('on demand') }),
  };
}
