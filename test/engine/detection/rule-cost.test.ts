import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { App } from '../../../electron/workers/app.ts';
import { openApp } from '../../fixtures/app-client.ts';

const ROOT_LOGIN = {
  eventVersion: '1.08',
  userIdentity: { type: 'Root', accountId: '123456789012' },
  eventTime: '2026-03-05T10:00:00Z',
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.1',
  recipientAccountId: '123456789012',
  eventType: 'AwsConsoleSignIn',
};

describe('what a rule cost', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-cost-'));
    ({ app, client } = await openApp(folder));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  const costOf = async (title: string) => {
    const list = await client.call('rules.list', {});
    return list.ok ? list.value.rules.find((rule) => rule.title === title)?.cost : undefined;
  };

  it('is known after a run of detection, and says on how many events it was tried', async () => {
    expect(await costOf('Root user active')).toBeUndefined();
    const path = join(folder, 'trail.jsonl');
    const others = Array.from({ length: 50 }, (_, n) => ({
      ...ROOT_LOGIN,
      userIdentity: { type: 'IAMUser', userName: 'dora' },
      eventID: `other-${String(n)}`,
    }));
    const events = [...others, { ...ROOT_LOGIN, eventID: 'root' }];
    writeFileSync(path, events.map((event) => JSON.stringify(event)).join('\n'));
    await client.call('evidence.import', { files: [app.mintToken(path)] });
    await client.call('detect.run', { fromUs: null, toUs: null });
    const cost = await costOf('Root user active');
    expect(cost).toMatchObject({ hits: 1, notTested: 0 });
    expect(cost?.tried).toBeGreaterThanOrEqual(1);
    // The others cannot match it, and it is not tried on most of them.
    expect(cost?.tried).toBeLessThan(events.length);
  });
});
