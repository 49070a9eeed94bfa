// sealwatch import: opens evidence into a case.

import type { Output } from '../../../shared/contract/procedures.ts';
import { CASE_OPTION, JSON_OPTION, ZONE_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { rejectionLines, sourceLines } from '../human.ts';
import { readablePaths } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import { sourceShape } from '../shapes/evidence-shape.ts';
import { zoneOption } from '../times.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'PATH… [--case FILE] [--format F] [--time-field F] [--zone ZONE] [--json]',
  summary: 'opens files or folders as evidence of a case',
  options: {
    ...CASE_OPTION,
    format: { type: 'text', value: 'F', help: 'read as this format instead of recognising it' },
    'time-field': { type: 'text', value: 'F', help: 'the field that holds the time of an event' },
    ...ZONE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length === 0) throw wrongUse('import: name at least one file or folder');
    const paths = await readablePaths(context.cwd, args.positionals);
    const format = args.text('format');
    const timeField = args.text('time-field');
    const zone = zoneOption(args.text('zone'));
    return context.withCase('created', args.text('case'), async (session) => {
      const imported = await session.call('evidence.import', {
        files: paths.map((path) => session.token(path)),
        ...(format === undefined ? {} : { format }),
        ...(timeField === undefined ? {} : { timeField }),
        ...(zone === undefined ? {} : { zone }),
      });
      if (args.flag('json')) {
        await context.out.line(
          printableJson({
            sources: imported.sources.map(sourceShape),
            seconds: imported.seconds,
          }),
        );
      } else {
        await context.out.line(`Evidence in ${printable(session.caseFile)}`);
        for (const line of await importedLines(session, imported)) await context.out.line(line);
        await context.out.line(`  done in ${imported.seconds.toFixed(1)} s`);
      }
      return EXIT_DONE;
    });
  },
};

const REJECTIONS_SHOWN = 20;

/** The sources, and below them what could not be read. */
export async function importedLines(
  session: CaseSession,
  imported: Output<'evidence.import'>,
): Promise<readonly string[]> {
  const lines = [...sourceLines(imported.sources)];
  for (const { source } of imported.sources) {
    if (source.rejected === 0) continue;
    const { rejections, total } = await session.call('evidence.rejections', {
      sourceId: source.id,
      after: 0,
      limit: REJECTIONS_SHOWN,
    });
    lines.push(`  Rejected in ${source.exhibit}:`, ...rejectionLines(rejections, total));
  }
  return lines;
}
