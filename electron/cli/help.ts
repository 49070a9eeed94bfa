// Help texts, made from what the commands declare.

import type { Command } from './command.ts';
import { tableLines } from './table.ts';

export function overallHelp(commands: readonly Command[]): string {
  return [
    'Sealwatch: opens log archives, checks whether they were altered, finds what matters, reports it.',
    '',
    'Usage: sealwatch COMMAND [ARGUMENTS]',
    '',
    'Commands',
    ...tableLines(
      commands.map((command) => [command.name, command.summary]),
      { indent: 2 },
    ),
    '',
    'Every command explains its options with --help, and prints JSON with --json.',
    'Exit status: 0 done; 1 something at or above --fail-on was found; 2 wrong use;',
    '3 an input could not be read; 4 verify found altered or missing entries;',
    '5 verify --strict could not verify something.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options)
    .filter(([, spec]) => spec.refused === undefined)
    .map(([name, spec]) => [
      `--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
      spec.type === 'list' ? `${spec.help} (may be repeated)` : spec.help,
    ]);
  return [
    `Usage: sealwatch ${command.name} ${command.usage}`,
    '',
    `  ${command.summary}`,
    '',
    'Options',
    ...tableLines([...options, ['--help', 'this text']], { indent: 2 }),
  ].join('\n');
}
