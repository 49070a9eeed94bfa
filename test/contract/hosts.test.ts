import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clientOf, openApp } from '../fixtures/app-client.ts';
import { hasSecureLog, SECURE_LOG, temporaryFolder } from '../fixtures/places.ts';
import { runScenario } from './scenario.ts';

const folder = temporaryFolder('hosts');
afterAll(() => folder.remove());

const THREATS = '203.0.113.66\n198.51.100.0/25\n';

describe.skipIf(!hasSecureLog)('one scenario on every host', () => {
  const log = join(SECURE_LOG, 'clean.db');
  const key = hasSecureLog ? readFileSync(join(SECURE_LOG, 'hmac.key'), 'utf8').trim() : '';
  let expected: string | undefined;

  it('gives the same JSON in process and over threads', async () => {
    for (const topology of ['in process', 'threads'] as const) {
      const place = temporaryFolder('host');
      const { app } = await openApp(place.path, { topology });
      const result = await runScenario(clientOf(app), {
        log: app.mintToken(log),
        key,
        threats: THREATS,
      });
      await app.close();
      place.remove();
      const json = JSON.stringify(result, null, 1);
      expected ??= json;
      expect(json).toBe(expected);
    }
  });
});
