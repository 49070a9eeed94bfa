// Reports written to files.

import type { Input } from '../../shared/contract/procedures.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { CommandContext } from './command.ts';
import { wrongUse } from './failures.ts';
import { writeOutput } from './output-file.ts';
import { printable } from './printable.ts';
import type { CaseSession } from './session.ts';
import { countOf } from './table.ts';

export const PAPER_OPTION = {
  paper: { type: 'text', value: 'SIZE', help: 'A4 (default) or Letter' },
} as const satisfies OptionSpecs;

export function paperOption(args: Arguments): 'A4' | 'Letter' {
  const given = args.text('paper')?.toLowerCase();
  if (given === undefined || given === 'a4') return 'A4';
  if (given === 'letter') return 'Letter';
  throw wrongUse(`--paper ${args.text('paper')}: give A4 or Letter`);
}

export interface WrittenReport {
  readonly path: string;
  readonly pages: number;
  readonly sha256: string;
  readonly signed: boolean;
}

export async function makeReport(
  context: CommandContext,
  session: CaseSession,
  wanted: {
    readonly of: Input<'report.make'>['of'];
    readonly format: 'pdf' | 'json';
    readonly paper: 'A4' | 'Letter';
    /** As the caller named it. */
    readonly path: string;
  },
): Promise<WrittenReport> {
  const made = await session.call('report.make', {
    of: wanted.of,
    format: wanted.format,
    paper: wanted.paper,
    command: context.commandLine,
  });
  await writeOutput(session, context.cwd, wanted.path, made.bytes);
  return { path: wanted.path, pages: made.pages, sha256: made.sha256, signed: made.signed };
}

export function reportLine(made: WrittenReport): string {
  const pages = made.pages === 0 ? '' : `${countOf(made.pages, 'page')}, `;
  return printable(
    `${made.path}  ${pages}${made.signed ? 'signed' : 'not signed'}, SHA-256 ${made.sha256}`,
  );
}
