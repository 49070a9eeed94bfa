// Each test is named after an attack on the loopback host.

import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../shared/contract/wire.ts';
import { MAX_MESSAGE_BYTES } from '../../electron/loopback/socket.ts';
import { startTestHost, type TestHost } from '../fixtures/loopback-host.ts';
import { rawRequest } from '../fixtures/raw-http.ts';

let host: TestHost;
beforeEach(async () => {
  host = await startTestHost();
});
afterEach(() => host.close());

const sessionRequest = (token: string, headers: Readonly<Record<string, string>>) =>
  rawRequest(host.port, '/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });

describe('a page elsewhere', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'])(
    'cannot reach the host by a name that resolves to it (DNS rebinding: Host %j)',
    async (name) => {
      const read = await rawRequest(host.port, '/', { headers: { host: name } });
      expect(read.status).toBeGreaterThanOrEqual(400);
      expect(read.body).not.toContain('<title>');
      const traded = await sessionRequest(host.token, { host: name, origin: host.origin });
      expect(traded.status).toBeGreaterThanOrEqual(400);
      expect(await host.signIn()).not.toBe('');
    },
  );

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost', 'file://'])(
    'cannot trade a stolen token (foreign Origin %j)',
    async (origin) => {
      expect((await sessionRequest(host.token, { origin })).status).toBe(403);
    },
  );

  it('cannot trade a token without naming its origin', async () => {
    expect((await sessionRequest(host.token, {})).status).toBe(403);
  });

  it('cannot open the socket, even with the cookie (foreign Origin)', async () => {
    const cookie = await host.signIn();
    for (const headers of [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie },
      { cookie, origin: host.origin, host: `localhost:${host.port}` },
    ]) {
      expect(await host.socket(headers)).toBeUndefined();
    }
    expect(host.app.sessionsOpened).toBe(0);
  });

  it('cannot embed or fetch the assets (cross-site request)', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await rawRequest(host.port, '/', { headers: { 'sec-fetch-site': site } });
      expect(answer.status).toBe(403);
    }
  });

  it('gets no CORS header, whatever it asks', async () => {
    const preflight = await rawRequest(host.port, '/session', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    const names = Object.keys(preflight.headers);
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('cannot upload a file, even with the cookie (foreign Origin)', async () => {
    const cookie = await host.signIn();
    const answer = await rawRequest(host.port, '/spool?name=a.log', {
      method: 'POST',
      headers: { cookie, origin: 'https://evil.example' },
      body: 'x',
    });
    expect(answer.status).toBe(403);
    expect(host.app.mintedPaths).toEqual([]);
  });
});

describe('another user of this machine', () => {
  it('cannot use the token a second time', async () => {
    expect((await sessionRequest(host.token, { origin: host.origin })).status).toBe(200);
    expect((await sessionRequest(host.token, { origin: host.origin })).status).toBe(403);
  });

  it.each(['', 'x', '"', 'null', '{"token":1}', '[]'])(
    'cannot trade what is not the token (%j)',
    async (body) => {
      const answer = await rawRequest(host.port, '/session', {
        method: 'POST',
        headers: { origin: host.origin },
        body,
      });
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('cannot fill the memory with a token of any length', async () => {
    expect((await sessionRequest('x'.repeat(100_000), { origin: host.origin })).status).toBe(403);
  });

  it('cannot open the socket without the cookie, or with a made-up one', async () => {
    await host.signIn();
    for (const cookie of [
      {},
      { cookie: `sealwatch-${host.port}=guess` },
      { cookie: `sealwatch-${host.port}=` },
      { cookie: 'sealwatch-1=x' },
    ]) {
      expect(await host.socket({ origin: host.origin, ...cookie })).toBeUndefined();
    }
    expect(host.app.sessionsOpened).toBe(0);
  });

  it('cannot slip in a second cookie of the same name', async () => {
    const cookie = await host.signIn();
    const double = `${cookie}; sealwatch-${host.port}=guess`;
    expect(await host.socket({ origin: host.origin, cookie: double })).toBeUndefined();
  });

  it('cannot use the host before anybody signed in', async () => {
    const cookie = `sealwatch-${host.port}=undefined`;
    expect(await host.socket({ origin: host.origin, cookie })).toBeUndefined();
  });

  it('cannot upload without the cookie', async () => {
    const answer = await rawRequest(host.port, '/spool?name=a.log', {
      method: 'POST',
      headers: { origin: host.origin },
      body: 'x',
    });
    expect(answer.status).toBe(403);
    expect(host.app.mintedPaths).toEqual([]);
  });

  it('cannot reach the host from another machine: it listens on 127.0.0.1 alone', async () => {
    const others = ['::1', '127.0.0.2'];
    for (const address of others) {
      const socket = connect({ host: address, port: host.port });
      const outcome = await Promise.race([
        once(socket, 'connect').then(() => 'connected'),
        once(socket, 'error').then(() => 'refused'),
      ]).catch(() => 'refused');
      socket.destroy();
      expect(outcome).toBe('refused');
    }
  });
});

describe('the cookie', () => {
  it('is unreadable to scripts, strict, and of this port', async () => {
    const answer = await sessionRequest(host.token, { origin: host.origin });
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      new RegExp(`^sealwatch-${host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect(cookie).not.toContain(host.token);
  });

  it('lets the page back in after a reload', async () => {
    const cookie = await host.signIn();
    for (let visit = 0; visit < 2; visit += 1) {
      const socket = await host.socket({ origin: host.origin, cookie });
      expect(socket).toBeDefined();
      socket?.terminate();
    }
  });
});

describe('a hostile path', () => {
  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/.git/config',
    '/socket',
    '/session',
  ])('%s is answered with nothing', async (path) => {
    const answer = await rawRequest(host.port, path);
    expect(answer.status).toBe(404);
  });

  it('of another form (a proxy request) is answered with nothing', async () => {
    const answer = await rawRequest(host.port, `http://127.0.0.1:${host.port}/index.html`);
    expect(answer.status).toBe(404);
  });

  it('does not open the socket elsewhere', async () => {
    const cookie = await host.signIn();
    expect(await host.socket({ origin: host.origin, cookie }, '/socket?x')).toBeUndefined();
    expect(await host.socket({ origin: host.origin, cookie }, '/')).toBeUndefined();
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is not served to %s', async (method) => {
    const answer = await rawRequest(host.port, '/index.html', {
      method,
      headers: { origin: host.origin },
    });
    expect(answer.status).toBe(404);
  });
});

describe('a hostile name of a dropped file', () => {
  const upload = async (name: string) =>
    rawRequest(host.port, `/spool?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { cookie: await host.signIn(), origin: host.origin },
      body: 'x',
    });

  it.each(['../../evil.sh', '..\\..\\evil.sh', '/etc/evil.sh', 'C:\\evil.sh', 'a/../../evil.sh'])(
    '%j lands in the spool under its last part',
    async (name) => {
      expect((await upload(name)).status).toBe(200);
      const [path = ''] = host.app.mintedPaths;
      expect(path.startsWith(host.spoolParent)).toBe(true);
      expect(path.endsWith('evil.sh')).toBe(true);
      expect(existsSync(path)).toBe(true);
    },
  );

  it.each(['', '..', '.', '/', 'a/..', 'NUL', 'con.txt', '...'])('%j is refused', async (name) => {
    expect((await upload(name)).status).toBe(400);
    expect(host.app.mintedPaths).toEqual([]);
  });

  it('has its control and direction characters replaced', async () => {
    expect((await upload('a\u0000b\u202Egnp.exe\n')).status).toBe(200);
    expect(host.app.mintedPaths[0]?.endsWith('a_b_gnp.exe_')).toBe(true);
  });

  it('is kept where only this user can read it', async () => {
    await upload('evidence.log');
    const [path = ''] = host.app.mintedPaths;
    expect(statSync(path).mode & 0o077).toBe(0);
    const [spool = ''] = readdirSync(host.spoolParent);
    expect(statSync(join(host.spoolParent, spool)).mode & 0o077).toBe(0);
  });
});

describe('a hostile message on the socket', () => {
  const open = async () => {
    const socket = await host.socket({ origin: host.origin, cookie: await host.signIn() });
    if (socket === undefined) throw new Error('the socket was refused');
    return socket;
  };

  it('of text ends the connection unread', async () => {
    const socket = await open();
    socket.send('{"type":"call"}');
    expect((await once(socket, 'close'))[0]).toBe(1003);
    expect(host.app.received).toEqual([]);
  });

  it.each([
    new Uint8Array(0),
    new Uint8Array([1, 2]),
    new Uint8Array([255, 255, 255, 255, 1]),
    new Uint8Array([0, 0, 0, 2, 123, 125]),
    new Uint8Array([0, 0, 0, 1, 123]),
  ])('of no known form ends the connection unread (case %#)', async (bytes) => {
    const socket = await open();
    socket.send(bytes);
    expect((await once(socket, 'close'))[0]).toBe(1002);
    expect(host.app.received).toEqual([]);
  });

  it('of more than the cap ends the connection unread', async () => {
    const socket = await open();
    socket.send(new Uint8Array(MAX_MESSAGE_BYTES + 1));
    expect((await once(socket, 'close'))[0]).toBe(1009);
    expect(host.app.received).toEqual([]);
  });

  it('leaves the host in service for others', async () => {
    const cookie = await host.signIn();
    const hostile = await host.socket({ origin: host.origin, cookie });
    hostile?.send('x');
    const socket = await host.socket({ origin: host.origin, cookie });
    socket?.send(encodeMessage({ type: 'call', id: 1, name: 'host.info', input: {} }));
    if (socket) await once(socket, 'message');
    expect(host.app.received).toHaveLength(1);
  });
});

describe('every answer', () => {
  it.each(['/', '/assets/plain.css', '/nothing'])(
    '%s carries the security headers',
    async (path) => {
      const { headers } = await rawRequest(host.port, path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain(`ws://127.0.0.1:${host.port}`);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['server']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );
});
