// Runs sandboxed before the page, and gives it four functions and the platform's name: nothing of
// Electron or Node. Bundled to one file.

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Request } from '../shared/contract/client.ts';
import { encodeMessage } from '../shared/contract/wire.ts';
import { CHANNEL_DROP, CHANNEL_MENU, CHANNEL_MESSAGE } from './desktop/channels.ts';

/** Calls the listener with what comes in; returns the function that ends it. */
function listen(channel: string, listener: (content: unknown) => void): () => void {
  const forward = (_event: unknown, content: unknown): void => listener(content);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.off(channel, forward);
  };
}

contextBridge.exposeInMainWorld('sealwatch', {
  platform: process.platform,
  send(request: Request): void {
    ipcRenderer.send(CHANNEL_MESSAGE, encodeMessage(request));
  },
  onMessage: (listener: (bytes: unknown) => void) => listen(CHANNEL_MESSAGE, listener),
  onMenu: (listener: (command: unknown) => void) => listen(CHANNEL_MENU, listener),
  // Only a File that the officer dropped or chose has a path; one made by the page has none.
  async dropped(file: File): Promise<unknown> {
    return ipcRenderer.invoke(CHANNEL_DROP, webUtils.getPathForFile(file));
  },
});
