import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startLoopback } from '../../electron/loopback/server.ts';
import type { App } from '../../electron/workers/app.ts';
import { createClient, type Client, type Response } from '../../shared/contract/client.ts';
import { decodeMessage, encodeMessage } from '../../shared/contract/wire.ts';
import { cli, documentOf } from '../cli/spawn-cli.ts';
import { clientOf, openApp } from '../fixtures/app-client.ts';
import { makeBuiltPage } from '../fixtures/built-page.ts';
import { hasSecureLog, SECURE_LOG, temporaryFolder } from '../fixtures/places.ts';
import { rawRequest } from '../fixtures/raw-http.ts';
import { runScenario, type ScenarioResult } from './scenario.ts';

const THREATS = '203.0.113.66\n198.51.100.0/25\n';
const LOG = join(SECURE_LOG, 'clean.db');

describe.skipIf(!hasSecureLog)('one scenario on every host', () => {
  const folder = temporaryFolder('hosts');
  let expected: ScenarioResult;
  afterAll(() => folder.remove());

  async function scenarioOn(app: App, client: Client): Promise<ScenarioResult> {
    const key = readFileSync(join(SECURE_LOG, 'hmac.key'), 'utf8').trim();
    return await runScenario(client, { log: app.mintToken(LOG), key, threats: THREATS });
  }

  beforeAll(async () => {
    const { app, client } = await openApp(join(folder.path, 'in-process'));
    expected = await scenarioOn(app, client);
    await app.close();
  }, 60_000);

  it('finds something worth comparing in process', () => {
    expect(expected.findings).toHaveLength(11);
    expect(expected.addedAgain).toBe(0);
    expect(expected.alreadyThere).toEqual([true]);
    expect(expected.total).toBe(5);
    expect(expected.rows).toHaveLength(5);
  });

  it('gives the same JSON over threads', async () => {
    const { app } = await openApp(join(folder.path, 'threads'), { topology: 'threads' });
    const result = await scenarioOn(app, clientOf(app));
    await app.close();
    expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
  }, 60_000);

  it('gives the same JSON over the WebSocket of the loopback host', async () => {
    const { app } = await openApp(join(folder.path, 'socket'), {
      topology: 'threads',
      hostName: 'loopback',
    });
    const loopback = await startLoopback({ app, assetsFolder: makeBuiltPage() });
    const client = await overSocket(loopback.url);
    const result = await scenarioOn(app, client);
    await loopback.close();
    await app.close();
    expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
  }, 60_000);

  it('gives the same findings, figures and verdicts on the command line', async () => {
    const threats = join(folder.path, 'threats.txt');
    writeFileSync(threats, THREATS);
    const key = join(SECURE_LOG, 'hmac.key');
    const answer = await cli(
      folder.path,
      ...['review', LOG, '--threats', threats, '--hmac-key', key],
      ...['--case', 'cli.sealwatch', '--json'],
    );
    expect(answer.code).toBe(0);
    const review = documentOf(answer) as {
      readonly alerts: readonly Record<string, unknown>[];
      readonly integrity: readonly Record<string, unknown>[];
      readonly risk: number;
      readonly cumulativeRisk: number;
      readonly maxSingleRisk: number;
      readonly events: number;
    };
    expect(
      review.alerts.map(({ id, severity, confidence, count, group, explanation }) => ({
        id,
        severity,
        confidence,
        count,
        group,
        explanation,
      })),
    ).toEqual(
      expected.findings.map(({ id, severity, confidence, count, group, explanation }) => ({
        id,
        severity,
        confidence,
        count,
        group,
        explanation,
      })),
    );
    const { risk, cumulative, maxSingle } = expected.risk;
    expect([review.risk, review.cumulativeRisk, review.maxSingleRisk]).toEqual([
      risk,
      cumulative,
      maxSingle,
    ]);
    expect(review.integrity[0]?.['verdict']).toBe(expected.verification[0]?.verdict);
    expect(review.integrity[0]?.['entries']).toEqual(expected.verification[0]?.entries);
  }, 60_000);
});

/** A client as the window has it: token for cookie, then the socket. */
async function overSocket(url: string): Promise<Client> {
  const { port, origin, hash } = new URL(url);
  const answer = await rawRequest(Number(port), '/session', {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice('#token='.length) }),
  });
  const cookie = (answer.headers['set-cookie'] ?? [''])[0]?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { origin, cookie } });
  socket.binaryType = 'nodebuffer';
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', reject);
  });
  return createClient({
    send: (request) => socket.send(encodeMessage(request)),
    listen(onResponse, closed) {
      socket.on('message', (data: Buffer) => onResponse(decodeMessage(data) as Response));
      socket.on('close', () => closed('the socket was closed'));
    },
  });
}
