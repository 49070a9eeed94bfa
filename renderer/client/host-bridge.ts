// What the desktop's preload script puts on `window`. Absent in a browser.

import type { Request, Response } from '../../shared/contract/client.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';

export interface HostBridge {
  send(request: Request): void;
  /** Answers come as objects, or as bytes in the layout of wire.ts. */
  onMessage(listener: (message: Response | Uint8Array) => void): unknown;
  /** A token for a dropped file or folder, from its real path. */
  dropped(file: File): Promise<FileToken>;
  /** Commands of the system's menu, by name. */
  onMenu?(listener: (command: unknown) => void): () => void;
  readonly platform: string;
}

declare global {
  interface Window {
    readonly sealwatch?: HostBridge;
  }
}

export function hostBridge(): HostBridge | undefined {
  return window.sealwatch;
}
