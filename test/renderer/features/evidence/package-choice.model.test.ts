import { describe, expect, it } from 'vitest';
import {
  packageChoice,
  type PackageDraft,
} from '../../../../renderer/features/evidence/package-choice.model.ts';

const NOTHING: PackageDraft = { kind: 'all', query: '', exhibits: new Set(), incident: '' };

describe('what goes into a package', () => {
  it('is asked for as it was chosen', () => {
    expect(packageChoice(NOTHING)).toEqual({ ok: true, value: { kind: 'all' } });
    expect(packageChoice({ ...NOTHING, kind: 'query', query: ' user:x ' })).toMatchObject({
      value: { query: 'user:x' },
    });
    const exhibits = new Set(['E02', 'E01']);
    expect(packageChoice({ ...NOTHING, kind: 'exhibits', exhibits })).toMatchObject({
      value: { exhibits: ['E01', 'E02'] },
    });
    const incident = 'INC-2026-001';
    expect(packageChoice({ ...NOTHING, kind: 'incident', incident })).toMatchObject({
      value: { id: incident },
    });
  });

  it('is not asked for before something is chosen', () => {
    for (const kind of ['query', 'exhibits', 'incident'] as const) {
      expect(packageChoice({ ...NOTHING, kind })).toEqual({ ok: false, error: '' });
    }
  });

  it('says where a query is wrong', () => {
    const wrong = packageChoice({ ...NOTHING, kind: 'query', query: 'user AND (' });
    expect(wrong.ok ? '' : wrong.error).toMatch(/^Character \d+: ./);
  });
});
