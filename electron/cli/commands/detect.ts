// sealwatch detect: detection over a case.

import { alertShapes } from '../case-reading.ts';
import { CASE_OPTION, JSON_OPTION, RANGE_OPTIONS, ZONE_OPTION, type Command } from '../command.ts';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.ts';
import { FAIL_ON_OPTION, failOnOption, reaches } from '../fail-on.ts';
import { wrongUse } from '../failures.ts';
import { alertLines, coverageLines, rangeText } from '../human.ts';
import { readablePaths } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import { setThreatList, THREATS_OPTION } from '../threats.ts';
import { countOf } from '../table.ts';
import { rangeOption, zoneOption } from '../times.ts';

export const detectCommand: Command = {
  name: 'detect',
  usage:
    '[--case FILE] [--rules PATH]… [--threats FILE] [--from T] [--to T] [--zone ZONE] [--fail-on LEVEL] [--json]',
  summary: 'runs the rules over a case',
  options: {
    ...CASE_OPTION,
    rules: { type: 'list', value: 'PATH', help: 'rules of your own beside those of the case' },
    ...THREATS_OPTION,
    ...RANGE_OPTIONS,
    ...ZONE_OPTION,
    ...FAIL_ON_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length > 0) {
      throw wrongUse(`detect takes no ${args.positionals[0]}; name the case with --case`);
    }
    const rules = await readablePaths(context.cwd, args.list('rules'));
    const range = rangeOption(args.text('from'), args.text('to'));
    const zone = zoneOption(args.text('zone'));
    const failOn = failOnOption(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      await setThreatList(context, session, args);
      const result = await session.call('detect.run', {
        ...range,
        ...(rules.length === 0 ? {} : { rules: rules.map((path) => session.token(path)) }),
        ...(zone === undefined ? {} : { zone }),
      });
      if (args.flag('json')) {
        await context.out.line(
          printableJson({
            alerts: await alertShapes(session, result.alerts),
            rules: result.rules,
            notLoaded: result.notLoaded,
            seconds: result.seconds,
          }),
        );
      } else {
        const { sources } = await session.call('evidence.list', {});
        await context.out.line(
          `${countOf(result.alerts.length, 'alert')} from ${countOf(result.rules, 'rule')} in ${result.seconds.toFixed(1)} s`,
        );
        const lines =
          result.alerts.length > 0
            ? alertLines(result.alerts)
            : coverageLines(
                sources.map(({ source }) => source),
                result.rules,
                rangeText(range),
              );
        for (const line of lines) await context.out.line(line);
        for (const each of result.notLoaded) {
          await context.out.line(printable(`  Not loaded: ${each.title}: ${each.reason}`));
        }
      }
      return result.alerts.some((alert) => reaches(alert.finding.severity, failOn))
        ? EXIT_FOUND
        : EXIT_DONE;
    });
  },
};
