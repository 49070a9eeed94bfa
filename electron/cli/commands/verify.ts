// sealwatch verify: the integrity of an archive as it lies on disk, or of a case.

import { worstVerdict } from '../../../shared/domain/verdict.ts';
import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE, EXIT_INTEGRITY, EXIT_UNVERIFIABLE } from '../exit-codes.ts';
import {
  digestFileOptions,
  digestFileTokens,
  PUBLIC_KEYS_OPTION,
  SIDECAR_OPTION,
  type DigestFileOptions,
} from '../digest-files.ts';
import { wrongUse } from '../failures.ts';
import { giveKey } from '../hmac-key.ts';
import { verificationLines } from '../human.ts';
import { readablePath, readablePaths } from '../inputs.ts';
import { isHeadOfCase, notedOption, type Noted } from '../noted-checkpoint.ts';
import { printable, printableJson } from '../printable.ts';
import {
  auditVerification,
  checkedSources,
  exhibitVerifications,
  sealVerification,
  type CheckedSource,
} from '../case-integrity.ts';
import { integrityShape } from '../shapes/evidence-shape.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage:
    'PATH… | --case FILE [--hmac-key FILE] [--public-keys FILE] [--sidecar FILE] [--since CHECKPOINT] [--strict] [--json]',
  summary: 'checks whether evidence was altered, and says what that shows',
  options: {
    case: { ...CASE_OPTION.case, help: 'verify the evidence of this case, and its own record' },
    'hmac-key': { type: 'text', value: 'FILE', help: 'the key of a hash-chained log' },
    ...PUBLIC_KEYS_OPTION,
    ...SIDECAR_OPTION,
    since: {
      type: 'text',
      value: 'CHECKPOINT',
      help: 'noted elsewhere: SEQUENCE:HASH, the text of a checkpoint, or a file of either',
    },
    strict: { type: 'flag', help: 'exit 5 where something could not be verified' },
    ...JSON_OPTION,
  },
  async run(context, args) {
    const paths = args.positionals;
    const caseFile = args.text('case');
    if (paths.length > 0 && caseFile !== undefined) {
      throw wrongUse('verify: name files, or a case with --case, not both');
    }
    if (paths.length === 0 && caseFile === undefined) {
      throw wrongUse('verify: name files or folders, or a case with --case');
    }
    const keyOption = args.text('hmac-key');
    const hmacKey =
      keyOption === undefined ? undefined : await readablePath(context.cwd, keyOption);
    const sinceOption = args.text('since');
    const since =
      sinceOption === undefined ? undefined : await notedOption(context.cwd, sinceOption);
    const digestFiles = await digestFileOptions(context.cwd, args);
    const options = { hmacKey, since, digestFiles };
    const verified =
      caseFile === undefined
        ? await verifyFiles(context, paths, options)
        : await verifyCase(context, caseFile, options);
    await print(context, args, verified);
    return exitCode(verified.sources, args.flag('strict'));
  },
};

interface Verified {
  readonly sources: readonly CheckedSource[];
  /** Why the verdicts are not kept with the case, where they are not. */
  readonly notKept?: string;
}

interface VerifyOptions {
  /** Absolute path. */
  readonly hmacKey: string | undefined;
  readonly since: Noted | undefined;
  readonly digestFiles: DigestFileOptions;
}

async function verifyFiles(
  context: CommandContext,
  paths: readonly string[],
  { hmacKey, since, digestFiles }: VerifyOptions,
): Promise<Verified> {
  if (since?.kind === 'checkpoint') {
    throw wrongUse('verify: a checkpoint belongs to a case; name it with --case');
  }
  const absolute = await readablePaths(context.cwd, paths);
  return context.withCase('none', undefined, async (session) => {
    const { sources } = await session.call('tools.verify', {
      files: absolute.map((path) => session.token(path)),
      ...(hmacKey === undefined ? {} : { hmacKey: session.token(hmacKey) }),
      ...(since === undefined ? {} : { since: since.text }),
      ...digestFileTokens(session, digestFiles),
    });
    return { sources };
  });
}

async function verifyCase(
  context: CommandContext,
  caseFile: string,
  { hmacKey, since, digestFiles }: VerifyOptions,
): Promise<Verified> {
  return context.withCase('existing', caseFile, async (session) => {
    await giveKey(session, hmacKey);
    const ofCase =
      since !== undefined &&
      (since.kind === 'checkpoint' || (await isHeadOfCase(session, since.text)));
    const { sources, notKept } = await exhibitVerifications(session, {
      sourceId: null,
      ...(since === undefined || ofCase ? {} : { since: since.text }),
      ...digestFileTokens(session, digestFiles),
    });
    const checked = [
      ...checkedSources(sources),
      await sealVerification(session, ofCase ? since.text : undefined),
      await auditVerification(session),
    ];
    return { sources: checked, ...(notKept !== undefined && { notKept }) };
  });
}

async function print(
  context: CommandContext,
  args: Arguments,
  { sources, notKept }: Verified,
): Promise<void> {
  if (args.flag('json')) {
    await context.out.line(
      printableJson({
        sources: sources.map(({ path, verification }) => integrityShape(path, verification)),
        ...(notKept !== undefined && { notKept }),
      }),
    );
    return;
  }
  for (const { path, verification } of sources) {
    for (const line of verificationLines(path, verification)) await context.out.line(line);
  }
  if (notKept !== undefined) {
    await context.out.line(printable(`The verdicts are not kept with the case: ${notKept}`));
  }
}

function exitCode(sources: readonly CheckedSource[], strict: boolean): number {
  const worst = worstVerdict(sources.map(({ verification }) => verification.verdict));
  switch (worst) {
    case 'altered':
    case 'missing':
      return EXIT_INTEGRITY;
    case 'unverifiable':
    case 'unprotected':
      return strict ? EXIT_UNVERIFIABLE : EXIT_DONE;
    case 'verified':
    case undefined:
      return EXIT_DONE;
  }
}
