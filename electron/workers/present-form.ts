// A case that an older version made is only brought into its present form by the writer, behind a
// backup. Whoever reads it first has that done.

import { failureOf } from './rpc.ts';

/** @param migrate opens the case for writing */
export async function inPresentForm<T>(
  call: () => Promise<T>,
  migrate: () => Promise<unknown>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (failureOf(error, false).code !== 'case.older') throw error;
  }
  await migrate();
  return await call();
}
