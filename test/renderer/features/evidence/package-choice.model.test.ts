import { describe, expect, it } from 'vitest';
import { packageChoice } from '../../../../renderer/features/evidence/package-choice.model.ts';

describe('what goes into a package', () => {
  it('is asked for as it was typed', () => {
    expect(packageChoice('all', 'whatever')).toEqual({ ok: true, value: { kind: 'all' } });
    expect(packageChoice('query', ' user:x ')).toMatchObject({ value: { query: 'user:x' } });
    expect(packageChoice('exhibits', 'e01, E02 E01')).toMatchObject({
      value: { exhibits: ['E01', 'E02'] },
    });
    expect(packageChoice('incident', 'INC-2026-001')).toMatchObject({ ok: true });
  });

  it('is refused in words where nothing can be meant by it', () => {
    expect(packageChoice('query', ' ').ok).toBe(false);
    expect(packageChoice('exhibits', '').ok).toBe(false);
    expect(packageChoice('exhibits', 'E01, second')).toEqual({
      ok: false,
      error: 'second is not the name of an exhibit.',
    });
    expect(packageChoice('incident', '7').ok).toBe(false);
  });
});
