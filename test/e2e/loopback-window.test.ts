import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/root.ts';
import { startLoopback, type Loopback } from '../../electron/loopback/server.ts';
import type { App } from '../../electron/workers/app.ts';
import { createApp } from '../../electron/workers/create-app.ts';
import { CHROMIUM } from '../fixtures/chromium.ts';
import { sharedBrowser } from './browser.ts';

const assetsFolder = join(ROOT, 'dist', 'renderer');
const possible = CHROMIUM !== undefined && existsSync(join(assetsFolder, 'index.html'));

describe.skipIf(!possible)('the window in Chromium', () => {
  let folder: string;
  let app: App;
  let loopback: Loopback;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-e2e-'));
    app = await createApp({
      caseFile: join(folder, 'test.sealwatch'),
      dataFolder: folder,
      resourcesFolder: join(ROOT, 'resources'),
      version: '0.0.0',
      hostName: 'loopback',
      topology: 'threads',
      reviews: false,
    });
    loopback = await startLoopback({ app, assetsFolder });
    browser = await sharedBrowser();
    context = await browser.newContext();
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requested.push(request.url()));
    page.on('websocket', (socket) => requested.push(socket.url()));
    await page.goto(loopback.url);
    await idle();
  });
  afterAll(async () => {
    await context.close();
    await loopback.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const idle = () => page.waitForSelector('html[data-idle="true"]', { state: 'attached' });

  it('is connected, and has taken the token out of the address', () => {
    expect(loopback.connections()).toBe(1);
    expect(page.url()).not.toContain('token');
    expect(page.url().startsWith(loopback.url.split('#')[0] ?? '')).toBe(true);
  });

  it('hides its cookie from scripts', async () => {
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  });

  it('comes back after a reload', async () => {
    await page.reload();
    await idle();
    await expect.poll(() => loopback.connections()).toBe(1);
  });

  it('asks nobody but its host', () => {
    const { host } = new URL(loopback.url);
    const others = requested.filter(
      (url) => !/^(data|blob):/.test(url) && new URL(url).host !== host,
    );
    expect(others).toEqual([]);
  });

  it('keeps within its own policy: the console stays clean', () => {
    expect(complaints).toEqual([]);
  });

  it('cannot evaluate text as code', async () => {
    const outcome = await page.evaluate(
      `new Promise((tell) => {
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.body.append(script);
        setTimeout(() => tell(Boolean(window.inlineRan)), 50);
      })`,
    );
    expect(outcome).toBe(false);
    await expect(page.evaluate(`fetch('http://192.0.2.1/')`)).rejects.toThrow();
  });

  it('refuses a second window that has only the address', async () => {
    const stranger = await browser.newContext();
    const second = await stranger.newPage();
    const answered = second.waitForResponse((answer) => answer.url().endsWith('/session'));
    await second.goto(loopback.url);
    expect((await answered).status()).toBe(403);
    await second.getByText('used before').first().waitFor();
    expect(loopback.connections()).toBe(1);
    await stranger.close();
  });
});
