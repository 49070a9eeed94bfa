// sealwatch rules check: loads every rule, and says which do not load and why.

import type { Diagnostic } from '../../../shared/domain/rule.ts';
import { JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { readablePaths } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf } from '../table.ts';

export const rulesCheckCommand: Command = {
  name: 'rules check',
  usage: 'PATH… [--json]',
  summary: 'loads rules and says which do not load, and why',
  options: { ...JSON_OPTION },
  async run(context, args) {
    if (args.positionals.length === 0) {
      throw wrongUse('rules check: name at least one rule file or folder');
    }
    const paths = await readablePaths(context.cwd, args.positionals);
    return context.withCase('none', undefined, async (session) => {
      const { rules } = await session.call('rules.checkFiles', {
        files: paths.map((path) => session.token(path)),
      });
      for (const rule of rules) {
        if (args.flag('json')) {
          await context.out.line(printableJson(rule));
          continue;
        }
        const name = rule.title === '' ? rule.id : rule.title;
        await context.out.line(
          printable(
            `${rule.ok ? 'loads  ' : 'REFUSED'}  ${rule.path} [${rule.document}]  ${rule.kind}  ${name}`,
          ),
        );
        for (const each of [...rule.errors, ...rule.warnings]) {
          await context.out.line(diagnosticText(each));
        }
      }
      if (!args.flag('json')) {
        const refused = rules.filter((rule) => !rule.ok).length;
        await context.out.line(`${countOf(rules.length, 'rule')}, ${refused} refused`);
      }
      return EXIT_DONE;
    });
  },
};

function diagnosticText(each: Diagnostic): string {
  return printable(
    `    line ${each.line}, column ${each.column}: ${each.severity}: ${each.message}`,
  );
}
