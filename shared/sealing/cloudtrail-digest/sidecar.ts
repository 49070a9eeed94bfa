// S3 object metadata saved beside a copied bucket: `{key: head-object output}`. Only there stands a
// digest's own signature; a plain copy drops it.

import { err, failure, ok, type Result } from '../../base/result.ts';
import { isObject } from './digest-file.ts';

/** Signatures in lower-case hex, by key below the bucket; `bucket/key` is understood too. */
export type Sidecar = ReadonlyMap<string, string>;

export const NO_SIDECAR: Sidecar = new Map();

const PREFIX = /^x-amz-meta-/;

export function readSidecar(text: string): Result<Sidecar> {
  const refuse = (what: string) => err(failure('sidecar.invalid', `${what}.`));
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return refuse(`not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isObject(value)) return refuse('holds no JSON object of {key: head-object output}');
  const signatures = new Map<string, string>();
  for (const [key, head] of Object.entries(value)) {
    if (!isObject(head)) return refuse(`the entry of ${key} is no object`);
    // Tools that save headers write them in any case.
    const inner = Object.entries(head).find(([name]) => name.toLowerCase() === 'metadata')?.[1];
    const metadata = isObject(inner) ? inner : head;
    for (const [name, each] of Object.entries(metadata)) {
      const plain = name.toLowerCase().replace(PREFIX, '');
      if (plain !== 'signature' || typeof each !== 'string' || each === '') continue;
      signatures.set(key.replace(/^s3:\/\//, ''), each.trim().toLowerCase());
    }
  }
  return ok(signatures);
}

export function ownSignature(sidecar: Sidecar, bucket: string, key: string): string | undefined {
  return sidecar.get(`${bucket}/${key}`) ?? sidecar.get(key);
}
