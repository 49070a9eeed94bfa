// The passphrase of an encrypted case, for a command: from a file or from the environment, never from
// an argument, which every user of the machine could read in the list of processes.

import type { GivenPassphrase } from '../workers/app.ts';
import { fileFailure } from './failures.ts';
import { readText } from './inputs.ts';

const VARIABLE = 'SEALWATCH_PASSPHRASE';
const LONGEST = 1_024;

export async function givenPassphrase(
  cwd: string,
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<GivenPassphrase | undefined> {
  if (file !== undefined) return { text: await passphraseIn(cwd, file), insist: true };
  const text = env[VARIABLE];
  // Set for a whole session, it may meet cases that need none.
  return text === undefined || text === '' ? undefined : { text, insist: false };
}

/** The text of the file without the line end that editors put behind it. */
export async function passphraseIn(cwd: string, file: string): Promise<string> {
  const text = (await readText(cwd, file)).replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  if (text === '') throw fileFailure(file, 'holds no passphrase');
  if (text.length > LONGEST || /[\r\n]/.test(text)) {
    throw fileFailure(file, `holds more than one passphrase of up to ${LONGEST} characters`);
  }
  return text;
}
