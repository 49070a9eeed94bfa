// sealwatch verify: the integrity of an archive as it lies on disk, or of a case.

import { worstVerdict } from '../../../shared/domain/verdict.ts';
import { CHAIN_LAYOUT_OPTION, chainLayoutOption } from '../chain-layout.ts';
import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import type { Arguments } from '../arguments.ts';
import {
  eachInput,
  givenInputs,
  isUnreadable,
  noneReadable,
  type UnreadableShape,
} from '../each-input.ts';
import { EXIT_DONE, EXIT_INTEGRITY, EXIT_UNREADABLE, EXIT_UNVERIFIABLE } from '../exit-codes.ts';
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
import { readablePath } from '../inputs.ts';
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
    'PATH… | --case FILE [--hmac-key FILE] [--chain-layout FILE] [--public-keys FILE] [--sidecar FILE] [--since CHECKPOINT] [--strict] [--json]',
  summary: 'checks whether evidence was altered, and says what that shows',
  options: {
    ...CASE_OPTION,
    case: { ...CASE_OPTION.case, help: 'verify the evidence of this case, and its own record' },
    'hmac-key': { type: 'text', value: 'FILE', help: 'the key of a hash-chained log' },
    ...CHAIN_LAYOUT_OPTION,
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
    const chainLayout = await chainLayoutOption(context.cwd, args);
    if (caseFile !== undefined && chainLayout.chainLayout !== undefined) {
      throw wrongUse('verify: a case keeps the layout of its logs since they were imported');
    }
    const options = { hmacKey, since, digestFiles, chainLayout };
    const verified =
      caseFile === undefined
        ? await verifyFiles(context, paths, options)
        : await verifyCase(context, caseFile, options);
    await print(context, args, verified);
    return exitCode(verified, args.flag('strict'));
  },
};

interface Verified {
  readonly sources: readonly (CheckedSource | UnreadableShape)[];
  /** Why the verdicts are not kept with the case, where they are not. */
  readonly notKept?: string;
}

interface VerifyOptions {
  /** Absolute path. */
  readonly hmacKey: string | undefined;
  readonly since: Noted | undefined;
  readonly digestFiles: DigestFileOptions;
  readonly chainLayout: { readonly chainLayout?: string };
}

async function verifyFiles(
  context: CommandContext,
  paths: readonly string[],
  { hmacKey, since, digestFiles, chainLayout }: VerifyOptions,
): Promise<Verified> {
  if (since?.kind === 'checkpoint') {
    throw wrongUse('verify: a checkpoint belongs to a case; name it with --case');
  }
  const inputs = await givenInputs(context.cwd, paths);
  const unreadable = noneReadable(context, inputs);
  if (unreadable) return { sources: unreadable };
  return context.withCase('none', undefined, async (session) => {
    const outcomes = await eachInput(context, inputs, async (path) => {
      const { sources } = await session.call('tools.verify', {
        files: [session.token(path)],
        ...(hmacKey === undefined ? {} : { hmacKey: session.token(hmacKey) }),
        ...(since === undefined ? {} : { since: since.text }),
        ...digestFileTokens(session, digestFiles),
        ...chainLayout,
      });
      return sources;
    });
    return {
      sources: outcomes.flatMap((outcome): readonly (CheckedSource | UnreadableShape)[] =>
        isUnreadable(outcome) ? [outcome] : outcome.results,
      ),
    };
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
    // Before anything is written: keeping verdicts signs where the case stands.
    const seal = await sealVerification(session, ofCase ? since.text : undefined);
    const audit = await auditVerification(session);
    const { sources, notKept } = await exhibitVerifications(session, {
      sourceId: null,
      ...(since === undefined || ofCase ? {} : { since: since.text }),
      ...digestFileTokens(session, digestFiles),
    });
    const checked = [...checkedSources(sources), seal, audit];
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
        sources: sources.map((source) =>
          'error' in source ? source : integrityShape(source.path, source.verification),
        ),
        ...(notKept !== undefined && { notKept }),
      }),
    );
    return;
  }
  for (const source of sources) {
    if ('error' in source) continue;
    const lines = verificationLines(source.path, source.verification);
    for (const line of lines) await context.out.line(line);
  }
  if (notKept !== undefined) {
    await context.out.line(printable(`The verdicts are not kept with the case: ${notKept}`));
  }
}

/** What was found altered weighs more than what could not be read; both are named. */
function exitCode({ sources }: Verified, strict: boolean): number {
  const read = sources.flatMap((source) => ('error' in source ? [] : [source]));
  const worst = worstVerdict(read.map(({ verification }) => verification.verdict));
  if (worst === 'altered' || worst === 'missing') return EXIT_INTEGRITY;
  if (read.length < sources.length) return EXIT_UNREADABLE;
  switch (worst) {
    case 'unverifiable':
    case 'unprotected':
      return strict ? EXIT_UNVERIFIABLE : EXIT_DONE;
    case 'verified':
    case undefined:
      return EXIT_DONE;
  }
}
