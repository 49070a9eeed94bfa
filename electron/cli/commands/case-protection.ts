// sealwatch case encrypt, case decrypt: puts a case under a passphrase, or takes it off.

import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { passphraseIn } from '../passphrase.ts';
import { printable, printableJson } from '../printable.ts';

export const caseEncryptCommand: Command = {
  name: 'case encrypt',
  usage: '--new-passphrase-file FILE [--passphrase-file FILE] [--case FILE] [--json]',
  summary: 'puts a case under a passphrase, or under another one',
  options: {
    'new-passphrase-file': {
      type: 'text',
      value: 'FILE',
      help: 'holds the passphrase from now on',
    },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const file = args.text('new-passphrase-file');
    if (file === undefined) throw wrongUse('case encrypt needs --new-passphrase-file FILE');
    return protect(context, args, await passphraseIn(context.cwd, file));
  },
};

export const caseDecryptCommand: Command = {
  name: 'case decrypt',
  usage: '--passphrase-file FILE [--case FILE] [--json]',
  summary: 'writes an encrypted case anew without a passphrase',
  options: { ...CASE_OPTION, ...JSON_OPTION },
  run: (context, args) => protect(context, args, null),
};

async function protect(
  context: CommandContext,
  args: Arguments,
  next: string | null,
): Promise<number> {
  const [surplus] = args.positionals;
  if (surplus !== undefined) {
    throw wrongUse(`case ${next === null ? 'decrypt' : 'encrypt'} takes no ${surplus}`);
  }
  return context.withCase('existing', args.text('case'), async (session) => {
    const current = session.passphrase;
    const { plainCopies } = await session.call('host.setPassphrase', { current, next });
    const encrypted = next !== null;
    if (args.flag('json')) {
      await context.out.line(printableJson({ case: session.caseFile, encrypted, plainCopies }));
      return EXIT_DONE;
    }
    await context.out.line(
      `${printable(session.caseFile)} is ${encrypted ? 'encrypted; without the passphrase nobody opens it any more' : 'no longer encrypted'}.`,
    );
    if (encrypted) {
      await context.out.line(
        'What the disk held of it before may still be found there by those who search the bare disk.',
      );
    }
    for (const name of plainCopies) {
      await context.out.line(`An older copy beside it is not encrypted: ${printable(name)}`);
    }
    return EXIT_DONE;
  });
}
