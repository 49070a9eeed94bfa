import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { App } from '../../../electron/workers/app.ts';
import { openApp } from '../../fixtures/app-client.ts';

function rootLogin(day: number): string {
  const event = {
    eventVersion: '1.08',
    userIdentity: { type: 'Root', accountId: '123456789012' },
    eventTime: `2026-03-0${String(day)}T10:00:00Z`,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    responseElements: { ConsoleLogin: 'Success' },
    recipientAccountId: '123456789012',
    eventID: `root-${String(day)}`,
    eventType: 'AwsConsoleSignIn',
  };
  return `${JSON.stringify(event)}\n`;
}

describe('detection over an exhibit that grows', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-grows-'));
    ({ app, client } = await openApp(folder));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps every alert there was and adds only what is new', async () => {
    const path = join(folder, 'trail.jsonl');
    const ids = async () => {
      await client.call('evidence.import', { files: [app.mintToken(path)] });
      await client.call('detect.run', { fromUs: null, toUs: null });
      const list = await client.call('alerts.list', {});
      const alerts = list.ok ? list.value.alerts : [];
      return alerts
        .filter((alert) => alert.finding.ruleTitle === 'Root user active')
        .map((alert) => alert.finding.id);
    };
    writeFileSync(path, rootLogin(5));
    const before = await ids();
    expect(before).toHaveLength(1);
    appendFileSync(path, rootLogin(7));
    const after = await ids();
    expect(after).toHaveLength(2);
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
