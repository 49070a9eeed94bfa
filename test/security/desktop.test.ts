// Each test is named after an attack on the desktop program.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../shared/contract/wire.ts';
import {
  CHANNEL_DROP,
  CHANNEL_MESSAGE,
  MAX_MESSAGE_BYTES,
} from '../../electron/desktop/channels.ts';
import { startDesktopProgram, type DesktopProgram } from '../fixtures/desktop-program.ts';

let program: DesktopProgram;
beforeEach(async () => {
  program = await startDesktopProgram();
});
afterEach(() => program.end());

const call = encodeMessage({ type: 'call', id: 1, name: 'host.info', input: {} });

describe('a message', () => {
  it.each([
    'https://evil.example/',
    'app://evil/index.html',
    'app://sealwatch.evil/index.html',
    'app://user@sealwatch/',
    'app://sealwatch:80/',
    'file:///etc/passwd',
    'about:blank',
    'data:text/html,x',
    '',
  ])('from a main frame at %j is refused (foreign origin)', (url) => {
    program.contents.frame.url = url;
    program.contents.receive(CHANNEL_MESSAGE, call);
    expect(program.app.received).toEqual([]);
    expect(program.said.join('\n')).toContain('foreign frame');
  });

  it('from a sub-frame is refused, even at the own address', () => {
    program.contents.receive(CHANNEL_MESSAGE, call, { url: 'app://sealwatch/index.html' });
    expect(program.app.received).toEqual([]);
  });

  it('from a frame that is gone is refused', () => {
    program.contents.receive(CHANNEL_MESSAGE, call, null);
    expect(program.app.received).toEqual([]);
  });

  it('on an unknown channel finds nobody', async () => {
    expect(program.contents.receive('sealwatch:eval', call)).toBe(false);
    await expect(program.contents.invoke('sealwatch:read-file', '/etc/passwd')).rejects.toThrow();
    expect([...program.contents.listeners.keys()]).toEqual([CHANNEL_MESSAGE]);
    expect([...program.contents.handlers.keys()]).toEqual([CHANNEL_DROP]);
  });

  it('over the size cap is refused unread', () => {
    program.contents.receive(CHANNEL_MESSAGE, new Uint8Array(MAX_MESSAGE_BYTES + 1));
    expect(program.app.received).toEqual([]);
    expect(program.said.join('\n')).toContain('unknown form or size');
  });

  it.each([
    undefined,
    null,
    'text',
    { type: 'call' },
    [],
    new ArrayBuffer(8),
    new Uint8Array(0),
    new Uint8Array([255, 255, 255, 255]),
    new Uint8Array([0, 0, 0, 4, 110, 117, 108, 108]),
  ])('of another form is refused (case %#)', (content) => {
    program.contents.receive(CHANNEL_MESSAGE, content);
    expect(program.app.received).toEqual([]);
    expect(program.app.sessionsOpened).toBe(0);
  });

  it('of the right form still passes after all that', () => {
    program.contents.receive(CHANNEL_MESSAGE, call);
    expect(program.app.received).toHaveLength(1);
  });
});

describe('a drop', () => {
  it('of a file that the page made up gets no token', async () => {
    await expect(program.bridge.dropped(new File(['x'], '/etc/passwd'))).rejects.toThrow();
    expect(program.app.mintedPaths).toEqual([]);
  });

  it.each([undefined, 7, '', 'relative.db', '/a\0b', `/${'x'.repeat(40_000)}`])(
    'without a whole path gets no token (case %#)',
    async (path) => {
      await expect(program.contents.invoke(CHANNEL_DROP, path)).rejects.toThrow();
      expect(program.app.mintedPaths).toEqual([]);
    },
  );

  it('from a foreign frame gets no token', async () => {
    const frame = { url: 'https://evil.example/' };
    await expect(program.contents.invoke(CHANNEL_DROP, '/etc/passwd', frame)).rejects.toThrow();
    expect(program.app.mintedPaths).toEqual([]);
  });
});

describe('a page that wants out', () => {
  it.each([
    'https://evil.example/',
    'file:///etc/passwd',
    'app://evil/',
    'javascript:1',
    'data:,x',
  ])('cannot navigate to %s', (url) => {
    expect(program.contents.attempt('will-navigate', { url })).toBe(true);
    expect(program.contents.attempt('will-frame-navigate', { url, isMainFrame: true })).toBe(true);
  });

  it('cannot put a frame inside itself, even of the own address', () => {
    const url = 'app://sealwatch/index.html';
    expect(program.contents.attempt('will-frame-navigate', { url, isMainFrame: false })).toBe(true);
  });

  it('can reload itself', () => {
    const url = 'app://sealwatch/index.html#/alerts';
    expect(program.contents.attempt('will-navigate', { url })).toBe(false);
  });

  it('cannot be redirected', () => {
    expect(program.contents.attempt('will-redirect', { url: 'app://sealwatch/' })).toBe(true);
  });

  it('cannot open a window (window.open)', () => {
    for (const url of ['https://evil.example/', 'app://sealwatch/index.html', 'about:blank']) {
      expect(program.contents.windowOpen?.({ url } as never)).toEqual({ action: 'deny' });
    }
  });

  it('cannot attach a webview', () => {
    expect(program.contents.attempt('will-attach-webview')).toBe(true);
  });

  it.each([
    'https://evil.example/',
    'http://127.0.0.1:1/',
    'ws://127.0.0.1:1/',
    'wss://evil.example/',
    'ftp://evil.example/',
    'file:///etc/passwd',
    'app://evil/index.html',
    'chrome://settings/',
    'data:text/html,<script>',
    'blob:https://evil.example/1',
  ])('cannot request %s (offline)', async (url) => {
    for (const session of program.electron.standIn.sessions.values()) {
      expect(await session.request(url)).toBe('cancelled');
    }
  });

  it('leaves no session without the filter', () => {
    const sessions = [...program.electron.standIn.sessions.keys()].sort();
    expect(sessions).toEqual(['', 'persist:sealwatch']);
    expect(program.window.options.webPreferences?.partition).toBe('persist:sealwatch');
  });

  it('finds that no name resolves', () => {
    expect(program.electron.standIn.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect(program.electron.standIn.switches.has('disable-background-networking')).toBe(true);
    expect(program.session.spellChecker).toBe(false);
  });

  it('cannot save anything but what it made itself', () => {
    const download = (url: string): boolean => {
      let prevented = false;
      const event = {
        preventDefault: () => {
          prevented = true;
        },
      };
      program.session.events.emit('will-download', event, { getURL: () => url });
      return prevented;
    };
    expect(download('https://evil.example/x.exe')).toBe(true);
    expect(download('app://sealwatch/index.html')).toBe(true);
    expect(download('blob:app://sealwatch/0b1c')).toBe(false);
  });
});

describe('a permission', () => {
  const granted = (permission: string, requestingUrl: string): boolean => {
    let answer = true;
    program.session.permissionRequest?.(
      program.contents as never,
      permission as never,
      (given) => {
        answer = given;
      },
      { requestingUrl, isMainFrame: true } as never,
    );
    const checked = program.session.permissionCheck?.(
      null,
      permission as never,
      requestingUrl,
      {} as never,
    );
    expect(checked).toBe(answer);
    return answer;
  };

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fileSystem',
  ])('(%s) is denied to the own page', (permission) => {
    expect(granted(permission, 'app://sealwatch/')).toBe(false);
  });

  it('to copy is given to the own page alone', () => {
    expect(granted('clipboard-sanitized-write', 'app://sealwatch/')).toBe(true);
    expect(granted('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  });

  it('for a device is denied', () => {
    expect(program.session.devicePermission?.({} as never)).toBe(false);
  });
});

describe('app://', () => {
  it.each([
    'app://sealwatch/../package.json',
    'app://sealwatch/..%2fpackage.json',
    'app://sealwatch/%2e%2e/package.json',
    'app://sealwatch/assets/../../package.json',
    'app://sealwatch//etc/passwd',
    'app://sealwatch/etc/passwd',
    'app://sealwatch/',
  ])('%s leads to the page or to nothing (path traversal)', async (url) => {
    const answer = await program.session.request(url);
    if (!(answer instanceof Response)) throw new Error(`not answered: ${answer}`);
    expect([200, 404]).toContain(answer.status);
    if (answer.status === 200) expect(await answer.text()).toContain('<title>Sealwatch</title>');
  });

  it('is not served to POST', async () => {
    const answer = await program.session.request('app://sealwatch/index.html', 'POST');
    expect(answer instanceof Response && answer.status).toBe(405);
  });

  it('carries the strict policy with every answer', async () => {
    for (const url of ['app://sealwatch/index.html', 'app://sealwatch/nothing']) {
      const answer = await program.session.request(url);
      const policy = answer instanceof Response && answer.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
    }
  });

  it('is a standard and secure scheme, without leave to go round the policy', () => {
    const [scheme] = program.electron.standIn.schemes;
    expect(scheme?.scheme).toBe('app');
    expect(scheme?.privileges).toMatchObject({ standard: true, secure: true });
    expect(scheme?.privileges?.bypassCSP ?? false).toBe(false);
    expect(scheme?.privileges?.corsEnabled ?? false).toBe(false);
  });

  it('is all there is: file:// answers with a refusal below the filter too', async () => {
    const handler = program.session.handlers.get('file');
    const answer = await handler?.(new Request('file:///etc/passwd'));
    expect(answer?.status).toBe(403);
  });
});

describe('the window', () => {
  it('is isolated, sandboxed and without Node', () => {
    expect(program.window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
    });
    expect(program.electron.standIn.sandboxed).toBe(true);
  });

  it('shows the page five things and no more', () => {
    expect([...program.electron.standIn.exposed.keys()]).toEqual(['sealwatch']);
    expect(Object.keys(program.bridge).sort()).toEqual([
      'dropped',
      'onMenu',
      'onMessage',
      'platform',
      'send',
    ]);
  });

  it('never leaks the event object of Electron to the page', () => {
    const seen: unknown[][] = [];
    program.bridge.onMessage((...args: unknown[]) => seen.push(args));
    program.bridge.send({ type: 'call', id: 1, name: 'host.info', input: {} });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toHaveLength(1);
    expect(seen[0]?.[0]).toBeInstanceOf(Uint8Array);
  });
});
