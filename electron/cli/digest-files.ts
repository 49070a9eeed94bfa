// --public-keys FILE and --sidecar FILE: what the digests of a copied CloudTrail bucket are checked with.

import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { readablePath } from './inputs.ts';
import type { CaseSession } from './session.ts';

export const PUBLIC_KEYS_OPTION = {
  'public-keys': {
    type: 'text',
    value: 'FILE',
    help: 'the keys of CloudTrail digests (output of "aws cloudtrail list-public-keys")',
  },
} as const satisfies OptionSpecs;

export const SIDECAR_OPTION = {
  sidecar: {
    type: 'text',
    value: 'FILE',
    help: 'saved S3 metadata of digests (JSON of {key: head-object output})',
  },
} as const satisfies OptionSpecs;

/** Absolute paths. */
export interface DigestFileOptions {
  readonly publicKeys: string | undefined;
  readonly sidecar: string | undefined;
}

/** Looked at before any work starts. */
export async function digestFileOptions(cwd: string, args: Arguments): Promise<DigestFileOptions> {
  const given = async (name: string) => {
    const path = args.text(name);
    return path === undefined ? undefined : await readablePath(cwd, path);
  };
  return { publicKeys: await given('public-keys'), sidecar: await given('sidecar') };
}

/** As `tools.verify` and `evidence.verify` take them. */
export function digestFileTokens(
  session: CaseSession,
  { publicKeys, sidecar }: DigestFileOptions,
): { readonly publicKeys?: FileToken; readonly sidecar?: FileToken } {
  return {
    ...(publicKeys === undefined ? {} : { publicKeys: session.token(publicKeys) }),
    ...(sidecar === undefined ? {} : { sidecar: session.token(sidecar) }),
  };
}
