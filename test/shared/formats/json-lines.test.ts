import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { SAMPLE_BYTES } from '../../../shared/formats/sample.ts';
import { recogniseHead } from '../../../electron/intake/recognise.ts';

describe('JSON lines', () => {
  it('are recognised where the first line is longer than what is looked at', () => {
    const head = utf8(`{"value":"${'x'.repeat(SAMPLE_BYTES)}`).subarray(0, SAMPLE_BYTES);
    const found = recogniseHead({ head, complete: false }, 'huge.jsonl', undefined, true);
    expect(found.ok && found.value.format.id).toBe('json-lines');
  });
});
