// What a host (desktop, loopback, command line, test) gets to hold: the application behind one
// connection function. Threads, dispatching and jobs are behind it.

import type { Request, Response } from '../../shared/contract/client.ts';
import type { FilePurpose } from '../../shared/contract/areas/host.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';

export interface AppOptions {
  /** The case to open; created where it is not there. */
  readonly caseFile: string;
  /** Where new cases go, and what `host.cases` lists. */
  readonly dataFolder: string;
  /** For an encrypted case, or to make a new one encrypted. */
  readonly passphrase?: GivenPassphrase;
  /** The folder `resources` of the installed program or checkout. */
  readonly resourcesFolder: string;
  readonly version: string;
  readonly hostName: 'desktop' | 'loopback' | 'command line' | 'in process';
  /** `threads` is the product; `in process` runs everything on the calling thread, for tests. */
  readonly topology: 'threads' | 'in process';
  /** Starts the reviews that are due while the app is open. */
  readonly reviews: boolean;
  /** How often watched folders are looked at, where not as often as the product does. */
  readonly lookEveryMs?: number;
  /** Given by a host that can show the system's dialogs; answers with chosen paths. */
  readonly pickFiles?: (purpose: FilePurpose) => Promise<readonly string[]>;
}

export interface GivenPassphrase {
  readonly text: string;
  /** True: fails where the case is there and not encrypted. False: it is then not needed. */
  readonly insist: boolean;
}

/** One caller: a window, a socket, a command. */
export interface Session {
  /** A message from the caller, not yet trusted: it is validated here. */
  receive(message: unknown): void;
  /** Cancels what the caller has running, and forgets it. Jobs go on unless cancelled. */
  close(): void;
}

export interface App {
  connect(send: (response: Response) => void): Session;
  /** A token for a path that the host itself obtained (dialog, drop, argument). */
  mintToken(path: string): FileToken;
  /** Resolves once every thread has ended and the case is closed. */
  close(): Promise<void>;
}

export type { Request, Response };
