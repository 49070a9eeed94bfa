// One browser for every scenario that this process runs. It ends with the process.

import type { Browser } from 'playwright-core';
import { launchChromium } from '../fixtures/chromium.ts';

let launched: Promise<Browser> | undefined;

export async function sharedBrowser(): Promise<Browser> {
  if (launched !== undefined && !(await launched).isConnected()) launched = undefined;
  launched ??= launchChromium();
  return launched;
}
