// The arguments of one command, checked against what it declares. An option nobody declared is
// refused: a misspelt `--hmac-key` must not turn into a review without a key.

import { parseArgs } from 'node:util';
import { wrongUse } from './failures.ts';

export interface OptionSpec {
  readonly type: 'text' | 'list' | 'flag';
  /** What stands for the value in the help: FILE, T, LEVEL. */
  readonly value?: string;
  readonly help: string;
  /** For what the command line knows but this version cannot do: why it is refused. */
  readonly refused?: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly help: boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  flag(name: string): boolean;
}

export function parseArguments(
  command: string,
  specs: OptionSpecs,
  argv: readonly string[],
): Arguments {
  const options: Record<string, { type: 'string' | 'boolean'; multiple: boolean; short?: string }> =
    { help: { type: 'boolean', multiple: false, short: 'h' } };
  for (const [name, spec] of Object.entries(specs)) {
    options[name] = {
      type: spec.type === 'flag' ? 'boolean' : 'string',
      multiple: spec.type === 'list',
    };
  }
  const { values, positionals, tokens } = parse(command, argv, options);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = specs[token.name];
    if (spec?.refused !== undefined) throw wrongUse(`--${token.name}: ${spec.refused}`);
    if (spec?.type === 'text') {
      if (seen.has(token.name)) throw wrongUse(`--${token.name} is given twice${hint(command)}`);
      seen.add(token.name);
      if (token.value === '') throw wrongUse(`--${token.name} has an empty value${hint(command)}`);
    }
  }
  const given = new Map<string, unknown>(Object.entries(values));
  return {
    positionals,
    help: given.get('help') === true,
    text(name) {
      const value = given.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    list(name) {
      const value = given.get(name);
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (name) => given.get(name) === true,
  };
}

function parse(
  command: string,
  argv: readonly string[],
  options: Record<string, { type: 'string' | 'boolean'; multiple: boolean; short?: string }>,
) {
  try {
    return parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrongUse(`${plain(error)}${hint(command)}`);
  }
}

/** The library's messages, cut to the sentence that says what is wrong. */
function plain(error: TypeError): string {
  const quoted = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  switch ('code' in error ? error.code : '') {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `unknown option ${quoted}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
      const name = quoted.replace(/^-., /, '').replace(/ .*$/, '');
      return /does not take an argument/.test(error.message)
        ? `${name} takes no value`
        : `${name} needs a value`;
    }
    default:
      return error.message.split('\n')[0] ?? 'the arguments cannot be read';
  }
}

function hint(command: string): string {
  return ` (see "sealwatch ${command === '' ? '' : `${command} `}--help")`;
}

/** A whole number within bounds. */
export function numberOption(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw wrongUse(`--${name} ${text}: give a whole number from ${least} to ${most}`);
  }
  return value;
}

/** One of a few words, in any case. */
export function choiceOption<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text.toLowerCase());
  if (found === undefined) throw wrongUse(`--${name} ${text}: give one of ${choices.join(', ')}`);
  return found;
}
