// sealwatch incidents: the incidents of a case.

import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printableJson } from '../printable.ts';
import { incidentShape } from '../shapes/incident-shape.ts';
import { countOf, tableLines } from '../table.ts';
import { utcText } from '../times.ts';

export const incidentsCommand: Command = {
  name: 'incidents',
  usage: '[--case FILE] [--json]',
  summary: 'lists the incidents of a case',
  options: { ...CASE_OPTION, ...JSON_OPTION },
  async run(context, args) {
    if (args.positionals.length > 0) throw wrongUse(`incidents takes no ${args.positionals[0]}`);
    return context.withCase('existing', args.text('case'), async (session) => {
      const { incidents } = await session.call('incidents.list', {});
      if (args.flag('json')) {
        await context.out.line(printableJson(incidents.map(incidentShape)));
        return EXIT_DONE;
      }
      await context.out.line(countOf(incidents.length, 'incident'));
      const lines = tableLines(
        incidents.map((each) => [
          each.id,
          each.severity.toUpperCase(),
          each.status,
          utcText(each.openedAtUs),
          countOf(each.alertIds.length, 'alert'),
          `report ${each.report.status}`,
          each.title,
        ]),
        { indent: 2 },
      );
      for (const line of lines) await context.out.line(line);
      return EXIT_DONE;
    });
  },
};
