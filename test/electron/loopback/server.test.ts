import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../shared/contract/wire.ts';
import { startTestHost, type TestHost } from '../../fixtures/loopback-host.ts';
import { PAGE_TEXT } from '../../fixtures/built-page.ts';
import { rawRequest } from '../../fixtures/raw-http.ts';

let host: TestHost;
beforeEach(async () => {
  host = await startTestHost();
});
afterEach(() => host.close());

async function openSocket() {
  const socket = await host.socket({ origin: host.origin, cookie: await host.signIn() });
  if (socket === undefined) throw new Error('the socket was refused');
  return socket;
}

describe('the loopback host', () => {
  it('gives an address on 127.0.0.1 with the token in its fragment', () => {
    expect(host.loopback.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  });

  it('serves the page and lets only hashed files be kept', async () => {
    const page = await rawRequest(host.port, '/');
    expect(page.body).toBe(PAGE_TEXT);
    expect(page.headers['cache-control']).toBe('no-store');
    const script = await rawRequest(host.port, '/assets/main-a1B2c3D4.js');
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('answers HEAD without a body', async () => {
    const head = await rawRequest(host.port, '/', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe(String(PAGE_TEXT.length));
    expect(head.body).toBe('');
  });

  it('carries calls to the application and answers back', async () => {
    const socket = await openSocket();
    const message = once(socket, 'message');
    socket.send(encodeMessage({ type: 'call', id: 7, name: 'host.info', input: { a: 'ü' } }));
    const [bytes] = (await message) as [Buffer];
    expect(decodeMessage(new Uint8Array(bytes))).toEqual({
      type: 'answer',
      id: 7,
      result: { ok: true, value: { echoed: { a: 'ü' } } },
    });
    expect(host.app.received).toEqual([
      { type: 'call', id: 7, name: 'host.info', input: { a: 'ü' } },
    ]);
  });

  it('carries byte arrays whole', async () => {
    const socket = await openSocket();
    const message = once(socket, 'message');
    const pdf = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    host.app.push({ type: 'answer', id: 1, result: { ok: true, value: { pages: 3, bytes: pdf } } });
    const [bytes] = (await message) as [Buffer];
    const response = decodeMessage(new Uint8Array(bytes));
    expect(response).toEqual({
      type: 'answer',
      id: 1,
      result: { ok: true, value: { pages: 3, bytes: pdf } },
    });
  });

  it('ends the session when the page goes', async () => {
    const socket = await openSocket();
    expect(host.loopback.connections()).toBe(1);
    socket.close();
    await once(socket, 'close');
    await expect.poll(() => host.app.sessionsClosed).toBe(1);
    expect(host.loopback.connections()).toBe(0);
  });

  it('gives every page a session of its own', async () => {
    const cookie = await host.signIn();
    const first = await host.socket({ origin: host.origin, cookie });
    const second = await host.socket({ origin: host.origin, cookie });
    expect(host.app.sessionsOpened).toBe(2);
    first?.terminate();
    second?.terminate();
  });

  it('streams a dropped file to its spool and hands back a token', async () => {
    const cookie = await host.signIn();
    const body = new Uint8Array(3_000_000).fill(65);
    const answer = await rawRequest(host.port, '/spool?name=bot%20log.db', {
      method: 'POST',
      headers: { cookie, origin: host.origin, 'content-type': 'application/octet-stream' },
      body,
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ token: 'f-0000000000000001' });
    const [path = ''] = host.app.mintedPaths;
    expect(path.endsWith('bot log.db')).toBe(true);
    expect(readFileSync(path).equals(body)).toBe(true);
  });

  it('keeps two dropped files of one name apart', async () => {
    const cookie = await host.signIn();
    for (const body of ['first', 'second']) {
      await rawRequest(host.port, '/spool?name=a.log', {
        method: 'POST',
        headers: { cookie, origin: host.origin },
        body,
      });
    }
    expect(host.app.mintedPaths.map((path) => readFileSync(path, 'utf8'))).toEqual([
      'first',
      'second',
    ]);
  });

  it('removes the spool and cuts the pages off when it ends', async () => {
    const socket = await openSocket();
    const closed = once(socket, 'close');
    await host.loopback.close();
    await closed;
    expect(readdirSync(host.spoolParent)).toEqual([]);
    expect(host.app.sessionsClosed).toBe(1);
    expect(existsSync(host.spoolParent)).toBe(true);
  });

  it('cuts off a page that answers no ping', async () => {
    const quick = await startTestHost(30);
    try {
      const cookie = await quick.signIn();
      const socket = await quick.socket({ origin: quick.origin, cookie });
      if (socket === undefined) throw new Error('the socket was refused');
      // A paused peer reads nothing, so it answers no ping either.
      socket.pause();
      await expect.poll(() => quick.app.sessionsClosed).toBe(1);
      socket.terminate();
    } finally {
      await quick.close();
    }
  });
});
