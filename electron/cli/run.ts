// From the words of the command line to an exit status: finds the command, reads its arguments, runs
// it, and prints what went wrong in one line. The only place of the command line that catches.

import type { Writable } from 'node:stream';
import { FailureError } from '../../shared/base/result.ts';
import { parseArguments } from './arguments.ts';
import type { CliHost, Command } from './command.ts';
import { commandLineText } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import {
  EXIT_DONE,
  EXIT_INTERRUPTED,
  EXIT_UNREADABLE,
  EXIT_WRONG_USE,
  exitCodeOf,
} from './exit-codes.ts';
import { commandHelp, overallHelp } from './help.ts';
import { createOutput } from './output.ts';
import { printable } from './printable.ts';
import { createProgressLine } from './progress.ts';
import { withCase } from './session.ts';

export interface CliStreams {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

export interface CliRun {
  readonly argv: readonly string[];
  readonly host: CliHost;
  readonly streams: CliStreams;
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly commands?: readonly Command[];
}

export async function runCli(run: CliRun): Promise<number> {
  const commands = run.commands ?? COMMANDS;
  const readerGone = new AbortController();
  const out = createOutput(run.streams.stdout, () => readerGone.abort());
  const { stderr } = run.streams;
  // A closed stderr must not end the work.
  stderr.on('error', () => undefined);
  const complain = (text: string) => stderr.write(`sealwatch: ${printable(text)}\n`);
  const progress = createProgressLine({
    isTerminal: stderr.isTTY === true,
    columns: stderr.columns ?? 80,
    write: (text) => stderr.write(text),
    nowMs: run.nowMs,
  });

  const found = findCommand(commands, run.argv);
  if (found === undefined) return withoutCommand(run, commands, out, complain);
  const signal = AbortSignal.any([run.signal, readerGone.signal]);
  try {
    const args = parseArguments(found.command.name, found.command.options, found.rest);
    if (args.help) {
      await out.line(commandHelp(found.command));
      await out.flush();
      return EXIT_DONE;
    }
    const code = await found.command.run(
      {
        host: run.host,
        cwd: run.cwd,
        out,
        note: (text) => {
          progress.clear();
          if (stderr.isTTY === true) stderr.write(`${printable(text)}\n`);
        },
        complain(text) {
          progress.clear();
          complain(text);
        },
        signal,
        commandLine: commandLineText(run.argv),
        withCase: (use, caseOption, work, settings) =>
          withCase(
            {
              host: run.host,
              cwd: run.cwd,
              progress,
              signal,
              passphraseFile: args.text('passphrase-file'),
            },
            use,
            caseOption,
            work,
            settings,
          ),
      },
      args,
    );
    await out.flush();
    return run.signal.aborted && found.command.name !== 'serve' ? EXIT_INTERRUPTED : code;
  } catch (error) {
    progress.clear();
    if (run.signal.aborted) return EXIT_INTERRUPTED;
    if (readerGone.signal.aborted) return EXIT_DONE;
    if (error instanceof FailureError) {
      complain(error.failure.message);
      return exitCodeOf(error.failure);
    }
    complain(`${found.command.name} failed inside Sealwatch: ${reasonOf(error)}`);
    return EXIT_UNREADABLE;
  }
}

/** The longest name that the words start with: `rules check` before `rules`. */
export function findCommand(
  commands: readonly Command[],
  argv: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  let best: { command: Command; words: number } | undefined;
  for (const command of commands) {
    const words = command.name.split(' ');
    if (words.every((word, index) => argv[index] === word) && words.length > (best?.words ?? 0)) {
      best = { command, words: words.length };
    }
  }
  return best === undefined ? undefined : { command: best.command, rest: argv.slice(best.words) };
}

async function withoutCommand(
  run: CliRun,
  commands: readonly Command[],
  out: ReturnType<typeof createOutput>,
  complain: (text: string) => void,
): Promise<number> {
  const first = run.argv[0];
  if (first === '--version') {
    await out.line(run.host.version);
  } else if (first === '--help' || first === '-h' || first === 'help') {
    await out.line(overallHelp(commands));
  } else {
    const group = commands.filter((command) => command.name.startsWith(`${first} `));
    if (first === undefined) complain('no command given (see "sealwatch --help")');
    else if (group.length > 0) {
      complain(
        `${first} needs one of: ${group.map((each) => each.name).join(', ')} (see "sealwatch --help")`,
      );
    } else complain(`there is no command ${first} (see "sealwatch --help")`);
    return EXIT_WRONG_USE;
  }
  await out.flush();
  return EXIT_DONE;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
