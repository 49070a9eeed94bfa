// The officer's window for a test: the application on threads behind the loopback host, and its page
// in an installed Chromium that the scenarios share. Everything the page asks for and complains about
// is recorded, so that every scenario can say at its end that nothing left the machine and nothing
// failed in silence.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { startLoopback, type Loopback } from '../../electron/loopback/server.ts';
import type { AppOptions } from '../../electron/workers/app.ts';
import type { Client } from '../../shared/contract/client.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { clientOf, openApp } from '../fixtures/app-client.ts';
import { CHROMIUM } from '../fixtures/chromium.ts';
import { PROJECT } from '../fixtures/places.ts';
import { sharedBrowser } from './browser.ts';

/** The built page; SEALWATCH_PAGE names another build of it. */
const PAGE_FOLDER = process.env['SEALWATCH_PAGE'] ?? join(PROJECT, 'dist', 'renderer');
/** Where screenshots go, if anywhere. */
const SHOTS = process.env['SEALWATCH_SHOTS'];

/** False: there is no browser here to drive, and the scenarios are skipped. */
export const hasBrowser = CHROMIUM !== undefined && existsSync(CHROMIUM);

const PATIENCE_MS = 40_000;
const VIEWPORT = { width: 1440, height: 900 };

export interface OfficerWindow {
  readonly page: Page;
  readonly origin: string;
  /** A second way into the same application, for preparing a case without the window. */
  readonly client: Client;
  readonly loopback: Loopback;
  /** What `host.browse` lists first, and where a test puts the officer's files. */
  readonly home: string;
  mintToken(path: string): FileToken;
  /** Goes to a place in the window, such as `#/alerts`, and waits until it has settled. */
  goTo(hash: string): Promise<void>;
  /** No request in flight and no job of the page running. */
  idle(): Promise<void>;
  /** The file that the page hands over when `act` is done. */
  download(act: () => Promise<void>): Promise<{ readonly name: string; readonly path: string }>;
  shot(name: string): Promise<void>;
  /** What went wrong without being shown: console errors, faults, refused content, foreign requests. */
  troubles(): readonly string[];
  /** Forgets the troubles that a scenario provoked on purpose. */
  forgive(pattern: RegExp): void;
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly app?: Partial<AppOptions>;
  /** Done before the application opens the case, in the folder where the case will be. */
  readonly before?: (folder: string) => Promise<void>;
}

/** @param name of the scenario, for its temporary folder */
export async function openWindow(
  name: string,
  options: WindowOptions = {},
): Promise<OfficerWindow> {
  const folder = mkdtempSync(join(tmpdir(), `sealwatch-e2e-${name}-`));
  const home = join(folder, 'home');
  mkdirSync(home);
  const homeBefore = process.env['HOME'];
  // The host lists the home folder of its process, which is this one.
  process.env['HOME'] = home;
  const data = join(folder, 'data');
  await options.before?.(data);
  const [{ app }, browser] = await Promise.all([
    openApp(data, { topology: 'threads', hostName: 'loopback', ...options.app }),
    sharedBrowser(),
  ]);
  const loopback = await startLoopback({ app, assetsFolder: PAGE_FOLDER, spoolParent: folder });
  const context = await browser.newContext({ viewport: VIEWPORT, acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const { origin } = new URL(loopback.url);
  const troubles: string[] = [];
  record(context, origin, troubles);
  const page = await context.newPage();
  await page.goto(loopback.url);
  let downloads = 0;

  const idle = async () => {
    await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true');
  };
  const shot = async (title: string) => {
    if (SHOTS === undefined) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}-${title}.png`) });
  };
  await idle();
  return {
    page,
    origin,
    client: clientOf(app),
    loopback,
    home,
    mintToken: (path) => app.mintToken(path),
    idle,
    async goTo(hash) {
      // Idle means nothing until the page has taken notice of its new address.
      await page.evaluate(async (next) => {
        if (window.location.hash === next) return;
        const taken = new Promise((resolve) => {
          window.addEventListener('hashchange', resolve, { once: true });
        });
        window.location.hash = next;
        await taken;
        for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
      }, hash);
      await idle();
    },
    async download(act) {
      const [file] = await Promise.all([page.waitForEvent('download'), act()]);
      downloads += 1;
      const path = join(folder, `download-${downloads}`, file.suggestedFilename());
      await file.saveAs(path);
      return { name: file.suggestedFilename(), path };
    },
    shot,
    troubles: () => [...troubles],
    forgive(pattern) {
      const left = troubles.filter((trouble) => !pattern.test(trouble));
      troubles.splice(0, troubles.length, ...left);
    },
    async close() {
      await shot('at-the-end');
      await context.close();
      await loopback.close();
      await app.close();
      if (homeBefore === undefined) delete process.env['HOME'];
      else process.env['HOME'] = homeBefore;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A command of the contract that a scenario needs done before it begins; it has to succeed. */
export async function prepare<N extends ProcedureName>(
  client: Client,
  procedure: N,
  input: Input<N>,
): Promise<Output<N>> {
  const result = await client.call(procedure, input);
  if (!result.ok) throw new Error(`${procedure}: ${result.error.message}`);
  return result.value;
}

/** The first-use question, put off. */
export async function postponeExaminer(window: OfficerWindow): Promise<void> {
  const dialog = window.page.getByRole('dialog', { name: 'Who is examining?' });
  await dialog.getByRole('button', { name: 'Later' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What the window says once evidence was read, checked and looked through. */
export function openingResult({ page }: OfficerWindow): Locator {
  return page.getByRole('region', { name: 'What came of opening the evidence' });
}

/** Drops files on the middle of the page, as a hand does from the desktop. */
export async function dropFiles(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const carried = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
  const target = page.locator('body');
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(type, { dataTransfer: carried });
  }
  await carried.dispose();
}

function record(context: BrowserContext, origin: string, troubles: string[]): void {
  const own = [`${origin}/`, `${origin.replace('http:', 'ws:')}/`, `blob:${origin}/`, 'data:'];
  const asked = (url: string) => {
    if (!own.some((start) => url.startsWith(start))) troubles.push(`request to ${url}`);
  };
  context.on('request', (request) => asked(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => asked(socket.url())));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      troubles.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  context.on('weberror', (fault) => troubles.push(`fault: ${fault.error().message}`));
  context.on('requestfailed', (request) => {
    // A reload gives up what the page before it was still reading.
    const reason = request.failure()?.errorText ?? 'no reason';
    if (reason !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()} ${reason}`);
  });
}
