// What a thread is given when it starts.

import { timeUs } from '../../../shared/base/time.ts';
import type { EngineHost } from '../../engine/host.ts';
import type { CaseKey } from '../../store/cipher.ts';

export interface ThreadData {
  readonly caseFile: string;
  readonly resourcesFolder: string;
  readonly version: string;
  readonly operatingUser: string;
  /** For an encrypted case; threads that open no case are not given it. */
  readonly caseKey?: CaseKey | undefined;
}

export function hostOf(data: ThreadData): EngineHost {
  return {
    nowUs: () => timeUs(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
    version: data.version,
    resourcesFolder: data.resourcesFolder,
    operatingUser: data.operatingUser,
  };
}
