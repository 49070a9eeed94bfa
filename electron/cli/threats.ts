// --threats FILE: the list becomes the case's own, so that whoever runs detection on the case again
// gets the same findings. The change stands in the case's audit trail. Lines that cannot be used are
// named, and the others hold.

import { FailureError } from '../../shared/base/result.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { CommandContext } from './command.ts';
import { readText } from './inputs.ts';
import type { CaseSession } from './session.ts';

export const THREATS_OPTION = {
  threats: {
    type: 'text',
    value: 'FILE',
    help: 'addresses, CIDR ranges and names, one a line; becomes the threat list of the case',
  },
} as const satisfies OptionSpecs;

export async function setThreatList(
  context: CommandContext,
  session: CaseSession,
  args: Arguments,
): Promise<void> {
  const path = args.text('threats');
  if (path === undefined) return;
  const threatList = await readText(context.cwd, path);
  const { settings } = await session.call('case.info', {});
  try {
    const { threatListProblems = [] } = await session.call('case.setSettings', {
      ...settings,
      threatList,
    });
    for (const { line, message } of threatListProblems) {
      context.complain(`${path}, line ${line}: ${message} The line is left out.`);
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw new FailureError({ ...error.failure, message: `${path}: ${error.failure.message}` });
  }
}
