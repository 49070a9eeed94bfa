// The commands of the officer, over the case that is open for writing. Apart from the steps of jobs,
// because an import by itself needs none of them.

import { FailureError, failure } from '../../shared/base/result.ts';
import { alertCommands } from './alerts/alert-commands.ts';
import { caseCommands } from './case/case-commands.ts';
import { evidenceCommands } from './evidence/evidence-commands.ts';
import { watchCommands } from './evidence/watching.ts';
import { exceptionCommands } from './exceptions/exception-commands.ts';
import type { CommandHandlers } from './handlers.ts';
import { incidentCommands } from './incidents/incident-commands.ts';
import { retentionCommands } from './retention/retention-commands.ts';
import { ruleCommands } from './rules/rule-commands.ts';
import type { CallScope } from './scope.ts';
import { sealCommands } from './seal/seal-commands.ts';
import type { WriteEngine } from './write-engine.ts';

export interface OfficerCommands {
  /** Throws FailureError. */
  run(name: string, input: unknown, scope: CallScope): unknown;
}

export function officerCommands({ context, sealer, act }: WriteEngine): OfficerCommands {
  const commands: Partial<CommandHandlers> = {
    ...caseCommands(context),
    ...sealCommands(sealer),
    ...evidenceCommands(context),
    ...watchCommands(context),
    ...ruleCommands(context),
    ...alertCommands(context),
    ...exceptionCommands(context),
    ...incidentCommands(context),
    ...retentionCommands(context),
  };
  return {
    run(name, input, scope) {
      const handler = Object.hasOwn(commands, name)
        ? (commands[name as keyof CommandHandlers] as
            ((input: unknown, scope: CallScope) => unknown) | undefined)
        : undefined;
      if (!handler) throw new FailureError(failure('internal', `No command ${name}.`));
      return act(name, input, () => handler(input, scope));
    },
  };
}
