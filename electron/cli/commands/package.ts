// sealwatch package: one zip file with chosen records, the proofs of them, and what is needed to check
// it without the program.

import { resolve } from 'node:path';
import type { Input } from '../../../shared/contract/procedures.ts';
import type { Arguments } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { assertFree } from '../output-file.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf } from '../table.ts';

export const packageCommand: Command = {
  name: 'package',
  usage:
    '--out FILE.zip [--events QUERY | --exhibits E01,E02 | --incident ID] [--case FILE] [--json]',
  summary: 'writes an evidence package that a third party can check',
  options: {
    out: { type: 'text', value: 'FILE', help: 'the zip file to write' },
    events: { type: 'text', value: 'QUERY', help: 'the events that a query finds' },
    exhibits: { type: 'text', value: 'IDS', help: 'whole exhibits, with their original files' },
    incident: { type: 'text', value: 'ID', help: 'the events of an incident, with its report' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length > 0) {
      throw wrongUse('package: choose with --events, --exhibits or --incident');
    }
    const out = args.text('out');
    if (out === undefined) throw wrongUse('package: give the file to write with --out FILE.zip');
    if (!/\.zip$/i.test(out)) throw wrongUse(`--out ${out}: the name must end in .zip`);
    const choice = choiceOf(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      await assertFree(session, context.cwd, out);
      const made = await session.call('package.make', {
        out: session.token(resolve(context.cwd, out)),
        choice,
      });
      if (args.flag('json')) {
        await context.out.line(printableJson({ ...made, path: out }));
        return EXIT_DONE;
      }
      const originals = made.originals === 0 ? '' : `${countOf(made.originals, 'original')}, `;
      await context.out.line(
        printable(`${out}  ${countOf(made.events, 'event')}, ${originals}SHA-256 ${made.sha256}`),
      );
      for (const line of made.left) context.note(`not in the package: ${line}`);
      return EXIT_DONE;
    });
  },
};

function choiceOf(args: Arguments): Input<'package.make'>['choice'] {
  const query = args.text('events');
  const exhibits = args.text('exhibits');
  const incident = args.text('incident');
  if ([query, exhibits, incident].filter((each) => each !== undefined).length > 1) {
    throw wrongUse('package: --events, --exhibits and --incident exclude each other');
  }
  if (query !== undefined) return { kind: 'query', query };
  if (incident !== undefined) return { kind: 'incident', id: incident };
  if (exhibits === undefined) return { kind: 'all' };
  const names = exhibits.split(',').map((name) => name.trim());
  if (names.some((name) => !/^E\d{2,}$/i.test(name))) {
    throw wrongUse(`--exhibits ${exhibits}: give exhibits as E01,E02`);
  }
  return { kind: 'exhibits', exhibits: [...new Set(names.map((name) => name.toUpperCase()))] };
}
