// sealwatch alerts: the alerts of a case.

import { alertShapes } from '../case-reading.ts';
import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.ts';
import { FAIL_ON_OPTION, failOnOption, reaches } from '../fail-on.ts';
import { wrongUse } from '../failures.ts';
import { alertLines } from '../human.ts';
import { printableJson } from '../printable.ts';
import { countOf } from '../table.ts';

export const alertsCommand: Command = {
  name: 'alerts',
  usage: '[--case FILE] [--fail-on LEVEL] [--json]',
  summary: 'lists the alerts of a case',
  options: { ...CASE_OPTION, ...FAIL_ON_OPTION, ...JSON_OPTION },
  async run(context, args) {
    if (args.positionals.length > 0) throw wrongUse(`alerts takes no ${args.positionals[0]}`);
    const failOn = failOnOption(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      const { alerts } = await session.call('alerts.list', {});
      if (args.flag('json')) {
        await context.out.line(printableJson(await alertShapes(session, alerts)));
      } else {
        await context.out.line(countOf(alerts.length, 'alert'));
        for (const line of alertLines(alerts)) await context.out.line(line);
      }
      return alerts.some((alert) => reaches(alert.finding.severity, failOn))
        ? EXIT_FOUND
        : EXIT_DONE;
    });
  },
};
