// sealwatch rules test: runs the tests that are kept with rules (`x-sealwatch-tests`).

import { JSON_OPTION, ZONE_OPTION, type Command } from '../command.ts';
import { EXIT_DONE, EXIT_FOUND } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { readablePaths } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf, countText } from '../table.ts';
import { zoneOption } from '../times.ts';

export const rulesTestCommand: Command = {
  name: 'rules test',
  usage: 'PATH… [--strict] [--json]',
  summary: 'runs the tests that are kept with rules',
  options: {
    strict: { type: 'flag', help: 'exit status 1 if a test fails' },
    ...ZONE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length === 0) {
      throw wrongUse('rules test: name at least one rule file or folder');
    }
    const paths = await readablePaths(context.cwd, args.positionals);
    const zone = zoneOption(args.text('zone'));
    return context.withCase('none', undefined, async (session) => {
      const { tests, untested } = await session.call('rules.testFiles', {
        files: paths.map((path) => session.token(path)),
        ...(zone === undefined ? {} : { zone }),
      });
      const failed = tests.filter(({ ok }) => !ok).length;
      for (const each of tests) {
        if (args.flag('json')) {
          await context.out.line(printableJson(each));
          continue;
        }
        const head = `${each.ok ? 'passes' : 'FAILS '}  ${each.path} [${each.document}]  ${each.title}: ${each.test}`;
        await context.out.line(printable(head));
        if (each.ok) continue;
        const reason = each.reason ?? `expected ${each.expected}, found ${each.found}`;
        await context.out.line(printable(`    ${reason}`));
      }
      if (!args.flag('json')) {
        await context.out.line(
          `${countOf(tests.length, 'test')}, ${countText(failed)} failed; ${countOf(untested.length, 'rule')} without a test`,
        );
      }
      return failed > 0 && args.flag('strict') ? EXIT_FOUND : EXIT_DONE;
    });
  },
};
