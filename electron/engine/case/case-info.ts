// The case as the window and the command line see it.

import { timeUs } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { CaseInfo, CaseSettings } from '../../../shared/domain/case.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { MIGRATIONS } from '../../store/schema.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';

export function caseInfo(store: CaseReader | CaseWriter['read']): CaseInfo {
  const id = store.meta.get('id');
  if (id === undefined) {
    throw new FailureError(failure('case.empty', 'The case file has not been set up yet.'));
  }
  return {
    id,
    name: store.meta.get('name') ?? '',
    path: store.path,
    createdAtUs: timeUs(store.meta.get('createdAtUs') ?? 0),
    schemaVersion: MIGRATIONS.at(-1)?.version ?? 0,
    sizeBytes: store.sizeBytes(),
    events: store.events.count(),
    examiner: store.meta.get('examiner') ?? null,
    settings: settingsIn(store),
  };
}

/** What a case from before a setting has none of is as it is in a new one. */
export function settingsIn(store: CaseReader | CaseWriter['read']): CaseSettings {
  const stored = store.meta.get('settings');
  const limits = { ...DEFAULT_SETTINGS.limits, ...stored?.limits };
  return { ...DEFAULT_SETTINGS, ...stored, limits };
}
