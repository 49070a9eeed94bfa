import { describe, expect, it } from 'vitest';
import { readHmacKey } from '../../../shared/sealing/hmac-key.ts';

describe('a key file', () => {
  it('gives its hex text as it stands, without the white space around it', () => {
    expect(readHmacKey('  00aAff\r\n')).toEqual({ ok: true, value: '00aAff' });
    expect(readHmacKey('\ufeff00ff')).toEqual({ ok: true, value: '00ff' });
  });

  it.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['-----BEGIN', 'hex'],
    ['00 ff', 'hex'],
    ['00f', 'whole bytes'],
  ])('%j is refused with a reason', (text, reason) => {
    const result = readHmacKey(text);
    expect(result.ok ? '' : result.error.message).toContain(reason);
  });
});
