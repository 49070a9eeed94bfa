// How an officer wants evidence to be read, as it is kept with an exhibit: nothing for what she left to
// its content.

import type { Input } from '../../../shared/contract/procedures.ts';
import type { ReadOptions } from '../../store/sources.ts';

export function readOptionsOf(input: Omit<Input<'evidence.look'>, 'file'>): ReadOptions {
  return {
    ...(input.format === undefined ? {} : { format: input.format }),
    ...(input.timeField === undefined ? {} : { timeField: input.timeField }),
    ...(input.zone === undefined ? {} : { zone: input.zone }),
    ...(input.chainLayout === undefined ? {} : { chainLayout: input.chainLayout }),
  };
}
