import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../shared/contract/wire.ts';
import { PAGE_TEXT } from '../../fixtures/built-page.ts';
import { startDesktopProgram, type DesktopProgram } from '../../fixtures/desktop-program.ts';

let program: DesktopProgram;
beforeEach(async () => {
  program = await startDesktopProgram();
});
afterEach(() => program.end());

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the desktop program', () => {
  it('opens the default case as the desktop host, with reviews and threads', () => {
    expect(program.appOptions).toMatchObject({
      hostName: 'desktop',
      topology: 'threads',
      reviews: true,
      version: '1.2.3',
    });
    expect(program.appOptions?.caseFile).toContain('default.sealwatch');
    expect(program.appOptions?.caseFile.startsWith(program.dataFolder)).toBe(true);
  });

  it('shows the page from app://, once it is ready', async () => {
    expect(program.window.loaded).toEqual(['app://sealwatch/index.html']);
    expect(program.window.shown).toBe(true);
    const answer = await program.session.request('app://sealwatch/index.html');
    expect(answer instanceof Response ? await answer.text() : answer).toBe(PAGE_TEXT);
  });

  it('carries a call from the page to the application and the answer back', () => {
    const answers: unknown[] = [];
    program.bridge.onMessage((bytes) => answers.push(decodeMessage(bytes)));
    program.bridge.send({ type: 'call', id: 3, name: 'host.info', input: { text: 'ü' } });
    expect(program.app.received).toEqual([
      { type: 'call', id: 3, name: 'host.info', input: { text: 'ü' } },
    ]);
    expect(answers).toEqual([
      { type: 'answer', id: 3, result: { ok: true, value: { echoed: { text: 'ü' } } } },
    ]);
  });

  it('sends nothing more to a listener that has ended', () => {
    const answers: unknown[] = [];
    const end = program.bridge.onMessage((bytes) => answers.push(bytes));
    end();
    program.bridge.send({ type: 'call', id: 1, name: 'host.info', input: {} });
    expect(answers).toEqual([]);
  });

  it('turns a dropped file into a token from its real path', async () => {
    const file = new File(['x'], 'bot.db');
    program.electron.droppedPaths.set(file, '/evidence/bot.db');
    expect(await program.bridge.dropped(file)).toMatch(/^f-/);
    expect(program.app.mintedPaths).toEqual(['/evidence/bot.db']);
  });

  it('asks for files with the dialog of the system', async () => {
    program.electron.standIn.chosenPaths = ['/a.db', '/b.db'];
    expect(await program.appOptions?.pickFiles?.('evidence')).toEqual(['/a.db', '/b.db']);
    expect(await program.appOptions?.pickFiles?.('folder')).toEqual([]);
    const [first, second] = program.electron.standIn.openDialogs;
    expect(first?.properties).toContain('openFile');
    expect(second?.properties).toContain('openDirectory');
  });

  it('starts a new session when the page is loaded again', () => {
    program.bridge.send({ type: 'call', id: 1, name: 'host.info', input: {} });
    program.contents.events.emit('did-start-navigation', {
      isMainFrame: true,
      isSameDocument: true,
    });
    expect(program.app.sessionsClosed).toBe(0);
    program.contents.events.emit('did-start-navigation', {
      isMainFrame: true,
      isSameDocument: false,
    });
    expect(program.app.sessionsClosed).toBe(1);
    program.bridge.send({ type: 'call', id: 1, name: 'host.info', input: {} });
    expect(program.app.sessionsOpened).toBe(2);
  });

  it('loads the page again when its process has crashed, and says so', () => {
    program.bridge.send({ type: 'call', id: 1, name: 'host.info', input: {} });
    program.contents.events.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(program.app.sessionsClosed).toBe(1);
    expect(program.window.loaded).toHaveLength(2);
    expect(program.said.join('\n')).toContain('crashed');
  });

  it('sends the commands of the menu to the page', () => {
    const commands: string[] = [];
    program.bridge.onMenu((command) => commands.push(command));
    const items = program.electron.standIn.menu.flatMap((menu) =>
      Array.isArray(menu.submenu) ? menu.submenu : [],
    );
    const alerts = items.find((item) => item.label === '&Alerts');
    alerts?.click?.(undefined as never, undefined, undefined as never);
    expect(commands).toEqual(['go:alerts']);
  });

  it('brings its window to the front when it is started a second time', () => {
    program.window.minimized = true;
    program.electron.standIn.appEvents.emit('second-instance');
    expect(program.window.minimized).toBe(false);
    expect(program.window.focused).toBe(true);
  });

  it('keeps the place of its window', () => {
    program.window.close();
    const state = join(program.appOptions?.dataFolder ?? '', 'window.json');
    expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 1200,
      height: 800,
      maximized: false,
    });
  });

  it('ends only after the application has closed', async () => {
    program.window.close();
    expect(program.electron.standIn.ended).toBe(false);
    await nextTurn();
    expect(program.app.closed).toBe(true);
    expect(program.electron.standIn.ended).toBe(true);
  });
});
