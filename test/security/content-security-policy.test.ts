import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '../../electron/web/csp.ts';

function directives(policy: string): Map<string, readonly string[]> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values];
    }),
  );
}

describe('the content security policy', () => {
  const policy = directives(contentSecurityPolicy(['ws://127.0.0.1:4000']));

  it('allows nothing that is not named', () => {
    expect(policy.get('default-src')).toEqual(["'none'"]);
  });

  it('runs scripts and workers of the own origin alone, without eval and inline code', () => {
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('worker-src')).toEqual(["'self'"]);
    expect([...policy.values()].flat()).not.toContain("'unsafe-eval'");
    expect([...policy.values()].flat()).not.toContain("'wasm-unsafe-eval'");
  });

  it('allows inline code for styles alone', () => {
    const names = [...policy].filter(([, values]) => values.includes("'unsafe-inline'"));
    expect(names.map(([name]) => name)).toEqual(['style-src']);
  });

  it('connects to the own origin and its socket alone', () => {
    expect(policy.get('connect-src')).toEqual(["'self'", 'ws://127.0.0.1:4000']);
  });

  it('names no host, no wildcard and no scheme that reaches the network', () => {
    for (const value of [...policy.values()].flat()) {
      expect([
        "'none'",
        "'self'",
        "'unsafe-inline'",
        'data:',
        'blob:',
        'ws://127.0.0.1:4000',
      ]).toContain(value);
    }
  });

  it.each(['object-src', 'frame-src', 'frame-ancestors', 'base-uri', 'form-action'])(
    'closes %s',
    (name) => {
      expect(policy.get(name)).toEqual(["'none'"]);
    },
  );

  it('comes with the headers that keep the page apart from others', () => {
    const headers = securityHeaders();
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['permissions-policy']).toContain('camera=()');
  });
});
