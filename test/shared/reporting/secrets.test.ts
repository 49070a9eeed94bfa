import { describe, expect, it } from 'vitest';
import { maskModel } from '../../../shared/reporting/masked-model.ts';
import { countMasked, maskSecrets } from '../../../shared/reporting/secrets.ts';
import { event, model } from './models.ts';

const masked = (text: string): string => maskSecrets(text).text;

describe('masking secrets', () => {
  it('masks values of members named as secrets, nested and escaped too', () => {
    expect(masked('{"user":"a","password":"hunter2","n":1}')).toBe(
      '{"user":"a","password":"[masked]","n":1}',
    );
    expect(masked('{"secretAccessKey": "abc\\"def", "x": 1}')).toBe(
      '{"secretAccessKey": "[masked]", "x": 1}',
    );
    expect(masked('{"data":"{\\"api_secret\\": \\"s3cr3t\\", \\"k\\": 1}"}')).toBe(
      '{"data":"{\\"api_secret\\": \\"[masked]\\", \\"k\\": 1}"}',
    );
    expect(masked('{"otp": 123456}')).toBe('{"otp": "[masked]"}');
  });

  it('masks bearer tokens, web tokens, private keys and passwords in addresses', () => {
    expect(masked('Authorization: Bearer abcdefghijklmnop1234')).toBe(
      'Authorization: Bearer [masked]',
    );
    expect(masked('x eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl y')).toBe('x [masked] y');
    expect(masked('postgres://bot:pa55@db/x')).toBe('postgres://bot:[masked]@db/x');
    expect(masked('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).toBe(
      '-----BEGIN RSA PRIVATE KEY----- [masked]',
    );
    expect(masked('login?user=a&password=hunter2&b=1')).toBe('login?user=a&password=[masked]&b=1');
  });

  it('keeps what only looks similar', () => {
    for (const text of [
      '{"passwordLastUsed":"2026"}',
      '{"message":"wrong password"}',
      '{"api_key":"key-7f3a"}',
      '{"password":""}',
    ]) {
      expect(masked(text)).toBe(text);
    }
  });

  it('counts values and records by category', () => {
    expect(
      countMasked([
        maskSecrets('{"password":"a","pwd":"b"}'),
        maskSecrets('{"token":"c"}'),
        maskSecrets('{"passwd":"d"}'),
      ]),
    ).toEqual([{ category: 'Passwords, tokens and keys named as such', values: 3, records: 2 }]);
  });

  it('stays quick on text made to be slow', () => {
    const started = performance.now();
    maskSecrets(
      'a.'.repeat(50_000) +
        '\\'.repeat(50_000) +
        '"password'.repeat(5_000) +
        'a://b:'.repeat(10_000),
    );
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('masks raw text and summary of an event and remembers which event it was', () => {
    const result = maskModel(
      model({
        events: [
          event({ id: 7, raw: '{"password":"x1"}', summary: 'password=x1' }),
          event({ id: 8 }),
        ],
      }),
    );
    expect(JSON.stringify(result.model)).not.toContain('x1"');
    expect(result.model.events[0]?.summary).toBe('password=[masked]');
    expect([...result.maskedEvents]).toEqual([7]);
  });
});
