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
import { readablePath, readablePaths, recordedHead } from '../inputs.ts';
import { printableJson } from '../printable.ts';
import {
  auditVerification,
  checkedSources,
  sealVerification,
  type CheckedSource,
} from '../case-integrity.ts';
import { integrityShape } from '../shapes/evidence-shape.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage:
    'PATH… | --case FILE [--hmac-key FILE] [--public-keys FILE] [--sidecar FILE] [--since SEQUENCE:HASH] [--strict] [--json]',
  summary: 'checks whether evidence was altered, and says what that shows',
  options: {
    case: { ...CASE_OPTION.case, help: 'verify the evidence of this case, and its own record' },
    'hmac-key': { type: 'text', value: 'FILE', help: 'the key of a hash-chained log' },
    ...PUBLIC_KEYS_OPTION,
    ...SIDECAR_OPTION,
    since: {
      type: 'text',
      value: 'HEAD',
      help: 'a head recorded elsewhere (SEQUENCE:HASH, or a file of it)',
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
      sinceOption === undefined ? undefined : await recordedHead(context.cwd, sinceOption);
    const digestFiles = await digestFileOptions(context.cwd, args);
    const options = { hmacKey, since, digestFiles };
    const sources =
      caseFile === undefined
        ? await verifyFiles(context, paths, options)
        : await verifyCase(context, caseFile, options);
    await print(context, args, sources);
    return exitCode(sources, args.flag('strict'));
  },
};

interface VerifyOptions {
  /** Absolute path. */
  readonly hmacKey: string | undefined;
  readonly since: string | undefined;
  readonly digestFiles: DigestFileOptions;
}

async function verifyFiles(
  context: CommandContext,
  paths: readonly string[],
  { hmacKey, since, digestFiles }: VerifyOptions,
): Promise<readonly CheckedSource[]> {
  const absolute = await readablePaths(context.cwd, paths);
  return context.withCase('none', undefined, async (session) => {
    const { sources } = await session.call('tools.verify', {
      files: absolute.map((path) => session.token(path)),
      ...(hmacKey === undefined ? {} : { hmacKey: session.token(hmacKey) }),
      ...(since === undefined ? {} : { since }),
      ...digestFileTokens(session, digestFiles),
    });
    return sources;
  });
}

async function verifyCase(
  context: CommandContext,
  caseFile: string,
  { hmacKey, since, digestFiles }: VerifyOptions,
): Promise<readonly CheckedSource[]> {
  return context.withCase('existing', caseFile, async (session) => {
    await giveKey(session, hmacKey);
    const { sources } = await session.call('evidence.verify', {
      sourceId: null,
      ...(since === undefined ? {} : { since }),
      ...digestFileTokens(session, digestFiles),
    });
    return [
      ...checkedSources(sources),
      await sealVerification(session),
      await auditVerification(session),
    ];
  });
}

async function print(
  context: CommandContext,
  args: Arguments,
  sources: readonly CheckedSource[],
): Promise<void> {
  if (args.flag('json')) {
    await context.out.line(
      printableJson({
        sources: sources.map(({ path, verification }) => integrityShape(path, verification)),
      }),
    );
    return;
  }
  for (const { path, verification } of sources) {
    for (const line of verificationLines(path, verification)) await context.out.line(line);
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
