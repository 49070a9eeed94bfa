import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/base/result.ts';
import { exitCodeOf, EXIT_WRONG_USE } from '../../../electron/cli/exit-codes.ts';
import { checkOptions } from '../../../electron/intake/exhibit.ts';

describe('a format that there is not', () => {
  it('is wrong use of the command, not a file that cannot be read', () => {
    let failure;
    try {
      checkOptions({ format: 'docx', zone: undefined });
    } catch (error) {
      if (error instanceof FailureError) ({ failure } = error);
    }
    expect(failure?.message).toBe('There is no format "docx".');
    expect(failure && exitCodeOf(failure)).toBe(EXIT_WRONG_USE);
  });
});
