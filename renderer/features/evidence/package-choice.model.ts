// What was typed into the package dialog, as what the engine is asked for.

import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Input } from '../../../shared/contract/procedures.ts';

export type PackageChoice = Input<'package.make'>['choice'];
export type PackageKind = PackageChoice['kind'];

/** The error is a sentence for the field. */
export function packageChoice(kind: PackageKind, text: string): Result<PackageChoice, string> {
  const given = text.trim();
  switch (kind) {
    case 'all':
      return ok({ kind });
    case 'query':
      return given === '' ? err('Give a query.') : ok({ kind, query: given });
    case 'exhibits': {
      const names = given.split(/[\s,]+/).filter((name) => name !== '');
      const wrong = names.find((name) => !/^E\d{2,}$/i.test(name));
      if (names.length === 0) return err('Name exhibits, E01 for one.');
      if (wrong !== undefined) return err(`${wrong} is not the name of an exhibit.`);
      return ok({ kind, exhibits: [...new Set(names.map((name) => name.toUpperCase()))] });
    }
    case 'incident':
      return /^INC-\d{4}-\d{3,}$/.test(given)
        ? ok({ kind, id: given })
        : err('An incident is named like INC-2026-001.');
  }
}
