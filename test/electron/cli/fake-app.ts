// An application that answers from a table, and the command line run against it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '../../../electron/cli/run.ts';
import type { CliHost } from '../../../electron/cli/command.ts';
import type { App, AppOptions } from '../../../electron/workers/app.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Request } from '../../../shared/contract/client.ts';
import {
  contract,
  type Input,
  type Output,
  type ProcedureName,
} from '../../../shared/contract/procedures.ts';

export type Answers = {
  readonly [N in ProcedureName]?: (input: Input<N>) => Output<N> | Promise<Output<N>>;
};

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Name and input of every call, with tokens replaced by their paths. */
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  readonly opened: readonly AppOptions[];
  readonly closed: number;
}

export interface FakeRun {
  readonly answers?: Answers;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  readonly terminal?: boolean;
  /** Replaces stdout. */
  readonly stdout?: Writable;
  readonly serve?: CliHost['serve'];
}

export async function runFake(argv: readonly string[], run: FakeRun = {}): Promise<Ran> {
  const calls: { name: string; input: unknown }[] = [];
  const opened: AppOptions[] = [];
  let closed = 0;
  const stdout = collector();
  const stderr = Object.assign(collector(), { isTTY: run.terminal ?? false, columns: 120 });
  const home = mkdtempSync(join(tmpdir(), 'sealwatch-home-'));
  try {
    const code = await runCli({
      argv,
      host: {
        createApp: async (options) => {
          opened.push(options);
          return fakeApp(run.answers ?? {}, calls, () => closed++);
        },
        serve: run.serve ?? (() => Promise.reject(new Error('no loopback host here'))),
        machine: { platform: 'linux', env: {}, home },
        resourcesFolder: 'resources',
        version: '9.9.9',
        topology: 'in process',
      },
      streams: { stdout: run.stdout ?? stdout, stderr },
      cwd: run.cwd ?? process.cwd(),
      signal: run.signal ?? new AbortController().signal,
      nowMs: () => 0,
    });
    return { code, stdout: stdout.text(), stderr: stderr.text(), calls, opened, closed };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function fakeApp(
  answers: Answers,
  calls: { name: string; input: unknown }[],
  onClose: () => void,
): App {
  const paths = new Map<string, string>();
  return {
    connect(send) {
      const cancelled = new Map<number, () => void>();
      return {
        receive(message) {
          const request = message as Request;
          if (request.type === 'cancel') {
            cancelled.get(request.id)?.();
            return;
          }
          const stop = new Promise<never>((_, reject) => {
            cancelled.set(request.id, () =>
              reject(new FailureError(failure('job.cancelled', 'Cancelled.'))),
            );
          });
          const name = request.name as ProcedureName;
          calls.push({ name, input: withPaths(request.input, paths) });
          const answer = answers[name] as ((input: unknown) => unknown) | undefined;
          const work = async () => {
            contract[name].input.parse(request.input);
            if (answer === undefined) throw new Error(`the test has no answer for ${name}`);
            return contract[name].output.parse(await answer(request.input));
          };
          Promise.race([work(), stop]).then(
            (value) => send({ type: 'answer', id: request.id, result: { ok: true, value } }),
            (error: unknown) =>
              send({
                type: 'answer',
                id: request.id,
                result: {
                  ok: false,
                  error:
                    error instanceof FailureError
                      ? error.failure
                      : failure('internal', String(error)),
                },
              }),
          );
        },
        close: () => undefined,
      };
    },
    mintToken(path) {
      const token = `f-token${String(paths.size).padStart(4, '0')}`;
      paths.set(token, path);
      return token;
    },
    close: async () => onClose(),
  };
}

function withPaths(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'string' ? (paths.get(each) ?? each) : each,
  ) as unknown;
}

function collector(): Writable & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString('utf8') });
}
