// What was chosen in the package dialog, as what the engine is asked for.

import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { parseQuery } from '../../../shared/query/parse.ts';

export type PackageChoice = Input<'package.make'>['choice'];
export type PackageKind = PackageChoice['kind'];

export interface PackageDraft {
  readonly kind: PackageKind;
  readonly query: string;
  readonly exhibits: ReadonlySet<string>;
  /** Empty where the case has no incident. */
  readonly incident: string;
}

/** The error is a sentence for the field; empty where nothing has been chosen yet. */
export function packageChoice(draft: PackageDraft): Result<PackageChoice, string> {
  const { kind, exhibits, incident } = draft;
  switch (kind) {
    case 'all':
      return ok({ kind });
    case 'query': {
      const query = draft.query.trim();
      if (query === '') return err('');
      const parsed = parseQuery(query);
      if (parsed.ok) return ok({ kind, query });
      const { message, position } = parsed.error;
      return err(`Character ${String(position + 1)}: ${message}`);
    }
    case 'exhibits':
      return exhibits.size === 0 ? err('') : ok({ kind, exhibits: [...exhibits].sort() });
    case 'incident':
      return incident === '' ? err('') : ok({ kind, id: incident });
  }
}
