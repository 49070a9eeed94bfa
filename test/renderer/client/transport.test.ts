import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, type Request, type Response } from '../../../shared/contract/client.ts';
import { decodeMessage, encodeMessage } from '../../../shared/contract/wire.ts';
import {
  bridgeTransport,
  openSession,
  socketTransport,
} from '../../../renderer/client/transport.ts';

class FakeSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  binaryType = 'blob';
  readonly sent: Request[] = [];
  send(bytes: Uint8Array) {
    this.sent.push(decodeMessage(bytes) as Request);
  }
  open() {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }
  receive(response: Response) {
    const bytes = encodeMessage(response);
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

function connected() {
  const socket = new FakeSocket();
  const client = createClient(socketTransport(socket as unknown as WebSocket));
  return { socket, client };
}

describe('the socket of the loopback host', () => {
  it('holds what is asked before it is open, and keeps the order', () => {
    const { socket, client } = connected();
    void client.call('host.info', {});
    void client.call('evidence.list', {});
    expect(socket.sent).toEqual([]);
    socket.open();
    expect(socket.sent.map((request) => request.type === 'call' && request.name)).toEqual([
      'host.info',
      'evidence.list',
    ]);
  });

  it('carries answers, with their bytes', async () => {
    const { socket, client } = connected();
    socket.open();
    const asked = client.call('report.make', {
      of: { kind: 'alert', id: 'a'.repeat(16) },
      format: 'pdf',
      paper: 'A4',
    });
    const value = {
      fileName: 'a.pdf',
      bytes: new Uint8Array([1, 2, 3]),
      pages: 1,
      sha256: '',
      signed: false,
    };
    socket.receive({ type: 'answer', id: 1, result: { ok: true, value } });
    expect(await asked).toEqual({ ok: true, value });
  });

  it('answers everything that is open when it ends', async () => {
    const { socket, client } = connected();
    socket.open();
    const asked = client.call('evidence.list', {});
    socket.dispatchEvent(new Event('close'));
    expect(await asked).toMatchObject({ ok: false, error: { code: 'connection.lost' } });
  });
});

describe('the bridge of the desktop', () => {
  it('takes answers as objects and as bytes', async () => {
    const listeners: ((message: Response | Uint8Array) => void)[] = [];
    const client = createClient(
      bridgeTransport({
        send: () => undefined,
        onMessage: (listener) => listeners.push(listener),
        dropped: () => Promise.reject(new Error('not asked here')),
        platform: 'linux',
      }),
    );
    const answer = (id: number): Response => ({
      type: 'answer',
      id,
      result: { ok: true, value: { sources: [] } },
    });
    const first = client.call('evidence.list', {});
    const second = client.call('evidence.list', {});
    listeners[0]?.(answer(1));
    listeners[0]?.(encodeMessage(answer(2)));
    expect(await first).toEqual(await second);
  });
});

describe('the one-time token of the address', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function page(hash: string) {
    const replaced: string[] = [];
    const location = { hash, pathname: '/' } as Location;
    const history = {
      replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url),
    } as unknown as History;
    return { location, history, replaced };
  }

  it('is taken out of the address bar and traded', async () => {
    const fetched = vi.fn(() => Promise.resolve(new globalThis.Response(null, { status: 204 })));
    vi.stubGlobal('fetch', fetched);
    const { location, history, replaced } = page('#token=abc-_123');
    expect(await openSession(location, history)).toEqual({ ok: true, value: null });
    expect(replaced).toEqual(['/#/overview']);
    expect(fetched).toHaveBeenCalledWith(
      '/session',
      expect.objectContaining({ method: 'POST', body: '{"token":"abc-_123"}' }),
    );
  });

  it('says so when it was used before', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new globalThis.Response(null, { status: 403 })));
    const { location, history } = page('#token=abc');
    expect(await openSession(location, history)).toMatchObject({
      ok: false,
      error: { code: 'session.refused' },
    });
  });

  it('is not needed where the cookie of an earlier visit is there', async () => {
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    const { location, history } = page('#/alerts');
    expect((await openSession(location, history)).ok).toBe(true);
    expect(fetched).not.toHaveBeenCalled();
  });
});
