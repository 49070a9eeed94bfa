// --fail-on LEVEL: exit 1 where something at or above a level was found.

import { SEVERITIES, severityRank, type Severity } from '../../shared/domain/severity.ts';
import { choiceOption, type Arguments, type OptionSpecs } from './arguments.ts';

export const FAIL_ON_OPTION = {
  'fail-on': {
    type: 'text',
    value: 'LEVEL',
    help: `exit 1 where something at or above LEVEL was found (${SEVERITIES.join(', ')})`,
  },
} as const satisfies OptionSpecs;

export function failOnOption(args: Arguments): Severity | undefined {
  return choiceOption('fail-on', args.text('fail-on'), SEVERITIES);
}

/** @param level as a rule has it; an unknown one reaches nothing */
export function reaches(level: string, failOn: Severity | undefined): boolean {
  if (failOn === undefined) return false;
  const known = SEVERITIES.find((severity) => severity === level.toLowerCase());
  return known !== undefined && severityRank(known) <= severityRank(failOn);
}
