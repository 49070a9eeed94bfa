// One open application, for the length of one command: typed calls with progress and cancelling,
// tokens for paths from the command line. Failures leave as FailureError.

import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FailureError, type Failure } from '../../shared/base/result.ts';
import { createClient, type Response } from '../../shared/contract/client.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { dataFolder, defaultCaseFile } from '../places/places.ts';
import type { App, GivenPassphrase } from '../workers/app.ts';
import type { CaseUse, CliHost } from './command.ts';
import { fileFailure, systemReason } from './failures.ts';
import { givenPassphrase } from './passphrase.ts';
import type { ProgressLine } from './progress.ts';

export interface CaseSession {
  readonly app: App;
  /** The case file, absolute. */
  readonly caseFile: string;
  /** The one given for the case; null where none was. */
  readonly passphrase: string | null;
  token(path: string): FileToken;
  /** @throws FailureError for an expected failure */
  call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>>;
}

export interface SessionOptions {
  readonly host: CliHost;
  readonly cwd: string;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
  readonly passphraseFile?: string | undefined;
}

export async function withCase<T>(
  options: SessionOptions,
  use: CaseUse,
  caseOption: string | undefined,
  work: (session: CaseSession) => Promise<T>,
  settings: { readonly reviews?: boolean } = {},
): Promise<T> {
  const { host } = options;
  if (use === 'none') {
    const folder = await mkdtemp(join(tmpdir(), 'sealwatch-'));
    try {
      const none = { caseFile: join(folder, 'none.sealwatch'), folder, reviews: false };
      return await inApp(options, none, work);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const caseFile =
    caseOption === undefined ? defaultCaseFile(host.machine) : resolve(options.cwd, caseOption);
  if (!(await isCaseThere(caseFile))) {
    if (use === 'existing') throw fileFailure(caseOption ?? caseFile, 'there is no such case');
    try {
      await mkdir(dirname(caseFile), { recursive: true });
    } catch (error) {
      throw fileFailure(dirname(caseFile), systemReason(error));
    }
  }
  const passphrase = await givenPassphrase(options.cwd, options.passphraseFile, host.machine.env);
  const opening = {
    caseFile,
    folder: dataFolder(host.machine),
    reviews: settings.reviews ?? false,
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  return inApp(options, opening, work);
}

/** The disk says what is wrong and not with which file; it is the case that was written. */
function ofCase(error: Failure, caseFile: string): Failure {
  switch (error.code) {
    case 'disk.read-only':
      return {
        ...error,
        message: `${caseFile}: cannot be written: the disk, its folder or the file itself is read-only`,
      };
    case 'disk.full':
    case 'disk.error':
      return { ...error, message: `${caseFile}: ${error.message}` };
    default:
      return error;
  }
}

/** Throws where something else than a file is in its place, or nobody may look. */
async function isCaseThere(caseFile: string): Promise<boolean> {
  try {
    const info = await stat(caseFile);
    if (info.isDirectory()) throw fileFailure(caseFile, 'this is a folder, not a case');
    if (!info.isFile()) throw fileFailure(caseFile, 'this is a device or a pipe; a case is a file');
    await access(caseFile, constants.R_OK);
    return true;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return false;
    throw fileFailure(caseFile, systemReason(error));
  }
}

interface Opening {
  readonly caseFile: string;
  readonly folder: string;
  readonly reviews: boolean;
  readonly passphrase?: GivenPassphrase;
}

async function inApp<T>(
  options: SessionOptions,
  { caseFile, folder, reviews, passphrase }: Opening,
  work: (session: CaseSession) => Promise<T>,
): Promise<T> {
  const { host, progress, signal } = options;
  const app = await host.createApp({
    caseFile,
    dataFolder: folder,
    resourcesFolder: host.resourcesFolder,
    version: host.version,
    hostName: 'command line',
    topology: host.topology,
    reviews,
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  try {
    let receive: (response: Response) => void = () => undefined;
    const connection = app.connect((response) => receive(response));
    const client = createClient({
      send: (request) => connection.receive(request),
      listen: (onResponse) => {
        receive = onResponse;
      },
    });
    try {
      return await work({
        app,
        caseFile,
        passphrase: passphrase?.text ?? null,
        token: (path) => app.mintToken(resolve(options.cwd, path)),
        async call(name, input) {
          const result = await client.call(name, input, {
            signal,
            onProgress: (each) => progress.show(each),
          });
          progress.clear();
          if (!result.ok) throw new FailureError(ofCase(result.error, caseFile));
          return result.value;
        },
      });
    } finally {
      connection.close();
    }
  } finally {
    progress.clear();
    await app.close();
  }
}
