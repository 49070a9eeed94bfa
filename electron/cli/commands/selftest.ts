// sealwatch selftest: computes known answers again on this machine.

import { JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE, EXIT_INTEGRITY } from '../exit-codes.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf, countText } from '../table.ts';

export const selftestCommand: Command = {
  name: 'selftest',
  usage: '[--json]',
  summary: 'computes known answers for hashing, proofs, signatures, the chain and rules',
  options: { ...JSON_OPTION },
  async run(context, args) {
    return context.withCase('none', undefined, async (session) => {
      const { version, results } = await session.call('tools.selftest', {});
      const failed = results.filter(({ ok }) => !ok);
      if (args.flag('json')) {
        await context.out.line(printableJson({ version, ok: failed.length === 0, results }));
      } else {
        for (const { area, name, ok, expected, found } of results) {
          await context.out.line(printable(`${ok ? 'right' : 'WRONG'}  ${area}: ${name}`));
          if (!ok) await context.out.line(printable(`    expected ${expected}, found ${found}`));
        }
        await context.out.line(
          `${countOf(results.length, 'known answer')}, ${countText(failed.length)} wrong`,
        );
      }
      // A program that computes wrongly must not be relied on for integrity.
      return failed.length === 0 ? EXIT_DONE : EXIT_INTEGRITY;
    });
  },
};
