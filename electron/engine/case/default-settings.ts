// What a new case starts with.

import type { CaseSettings } from '../../../shared/domain/case.ts';
import { DEFAULT_LIMITS } from '../../../shared/domain/limits.ts';

export const DEFAULT_SETTINGS: CaseSettings = {
  zone: 'UTC',
  rulesZone: 'UTC',
  threatList: '',
  immediateRisk: 0.7,
  dailyRisk: 0.5,
  limits: DEFAULT_LIMITS,
};
