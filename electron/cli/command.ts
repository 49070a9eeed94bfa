// What a command is, and what it is given to work with.

import type { App, AppOptions } from '../workers/app.ts';
import type { Machine } from '../places/places.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { Output } from './output.ts';
import type { CaseSession } from './session.ts';

/** What the entry module hands over, so that commands know no other host and no thread. */
export interface CliHost {
  readonly createApp: (options: AppOptions) => Promise<App>;
  /** Serves the window's interface on loopback; builds it first where it has to. */
  readonly serve: (options: {
    readonly app: App;
    readonly port: number | undefined;
  }) => Promise<{ readonly url: string; close(): Promise<void> }>;
  readonly machine: Machine;
  readonly resourcesFolder: string;
  readonly version: string;
  readonly topology: AppOptions['topology'];
}

/**
 * - `existing`: the case must be there.
 * - `created`: it is made where it is not there.
 * - `none`: the command stores nothing.
 */
export type CaseUse = 'existing' | 'created' | 'none';

export interface CommandContext {
  readonly host: CliHost;
  readonly cwd: string;
  readonly out: Output;
  /** One line beside the result, for the person at the terminal. */
  readonly note: (text: string) => void;
  /** One line on stderr about what went wrong with a part of the work, which goes on. */
  readonly complain: (text: string) => void;
  /** Aborted by Ctrl-C and when nobody reads the result any more. */
  readonly signal: AbortSignal;
  /** The command as it was typed, for reports that print how they were made. */
  readonly commandLine: string;
  readonly withCase: <T>(
    use: CaseUse,
    caseOption: string | undefined,
    work: (session: CaseSession) => Promise<T>,
    settings?: { readonly reviews?: boolean },
  ) => Promise<T>;
}

export interface Command {
  /** As typed: `review`, `rules check`. */
  readonly name: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionSpecs;
  /** Resolves to the exit status. */
  run(context: CommandContext, args: Arguments): Promise<number>;
}

export const CASE_OPTION = {
  case: {
    type: 'text',
    value: 'FILE',
    help: 'the case; by default the one that the window uses',
  },
  'passphrase-file': {
    type: 'text',
    value: 'FILE',
    help: 'holds the passphrase of an encrypted case (else SEALWATCH_PASSPHRASE)',
  },
} as const satisfies OptionSpecs;

export const JSON_OPTION = {
  json: { type: 'flag', help: 'machine-readable output on stdout' },
} as const satisfies OptionSpecs;

export const RANGE_OPTIONS = {
  from: { type: 'text', value: 'T', help: 'from this time on (RFC 3339)' },
  to: { type: 'text', value: 'T', help: 'up to, not including, this time' },
} as const satisfies OptionSpecs;

export const ZONE_OPTION = {
  zone: {
    type: 'text',
    value: 'ZONE',
    help: 'zone of rules and plain log times that name none (default UTC)',
  },
} as const satisfies OptionSpecs;
