// Which key of which bucket each file on disk has. The folder that is verified may be the bucket, a
// folder of buckets, or a part of one; the digests themselves say where they belong, and most of
// them decide. A digest that lies elsewhere than it says was relocated.

import type { BucketFile } from './bucket-file.ts';
import type { Digest } from './digest-file.ts';

export interface BucketLayout {
  /** Key below its bucket; the path where no bucket is known. */
  keyOf(path: string): string;
  readonly relocated: ReadonlySet<string>;
  /**
   * Path where an object should lie on disk; `undefined` where its bucket is not in the material.
   * @param from the path of the file that names it
   */
  placeOf(bucket: string, key: string, from: string): string | undefined;
}

/** Files below `root` on disk are those of a bucket below `lead`; one of the two is empty. */
interface Home {
  readonly root: string;
  readonly lead: string;
}

interface Claim extends Home {
  readonly bucket: string;
  digests: number;
}

/** @param folderName the name of the folder itself, which may be the bucket's */
export function bucketLayout(files: readonly BucketFile[], folderName: string): BucketLayout {
  const digests = files.flatMap(({ path, digest }) =>
    digest?.value ? [{ path, digest: digest.value }] : [],
  );
  const claims = new Map<string, Claim>();
  for (const { path, digest } of digests) {
    const home = homeSaid(path, digest.key);
    if (!home) continue;
    const id = JSON.stringify([home.root, home.lead, digest.bucket]);
    const claim = claims.get(id) ?? { ...home, bucket: digest.bucket, digests: 0 };
    claim.digests += 1;
    claims.set(id, claim);
  }
  const named = (claim: Claim) => folderOf(claim.root, folderName) === claim.bucket;
  const best = (a: Claim, b: Claim): Claim => {
    if (named(a) !== named(b)) return named(a) ? a : b;
    if (a.digests !== b.digests) return a.digests > b.digests ? a : b;
    return a.root.length + a.lead.length <= b.root.length + b.lead.length ? a : b;
  };
  const homes = new Map<string, Claim>();
  for (const claim of claims.values()) {
    const known = homes.get(claim.bucket);
    homes.set(claim.bucket, known ? best(known, claim) : claim);
  }
  for (const { digest } of digests) {
    const before = digest.previous?.bucket;
    const own = homes.get(digest.bucket);
    if (before === undefined || own === undefined || homes.has(before)) continue;
    const beside = folderBeside(own, before);
    if (beside === undefined || !files.some(({ path }) => path.startsWith(beside))) continue;
    homes.set(before, { root: beside, lead: '', bucket: before, digests: 0 });
  }
  const strangers = strangersAmong(homes, best, digests);
  const roots = [...homes.values()]
    .filter(({ bucket }) => !strangers.has(bucket))
    .sort((a, b) => b.root.length - a.root.length || b.digests - a.digests);
  const paths = new Set(files.map((file) => file.path));
  const homeOf = (path: string) => roots.find(({ root }) => path.startsWith(root));

  const relocated = new Set<string>();
  for (const { path, digest } of digests) {
    const said = homeSaid(path, digest.key);
    const home = homes.get(digest.bucket);
    const atHome = said && home && said.root === home.root && said.lead === home.lead;
    if (!atHome || strangers.has(digest.bucket)) relocated.add(path);
  }
  return {
    relocated,
    keyOf(path) {
      const home = homeOf(path);
      return home ? home.lead + path.slice(home.root.length) : path;
    },
    placeOf(bucket, key, from) {
      const own = homes.get(bucket);
      const home = own && !strangers.has(bucket) ? own : undefined;
      if (home) return placed(home, key);
      const beside = homeOf(from);
      const path = beside && placed(beside, key);
      // Copies of two buckets that were put into one folder.
      return path !== undefined && paths.has(path) ? path : undefined;
    },
  };
}

function homeSaid(path: string, key: string): Home | undefined {
  if (path === key) return { root: '', lead: '' };
  if (path.endsWith(`/${key}`)) return { root: path.slice(0, -key.length), lead: '' };
  if (key.endsWith(`/${path}`)) return { root: '', lead: key.slice(0, -path.length) };
  return undefined;
}

/** Where a bucket that no digest at hand speaks for would lie, if its folder has its name. */
function folderBeside({ root, bucket }: Claim, other: string): string | undefined {
  return root === `${bucket}/` || root.endsWith(`/${bucket}/`)
    ? `${root.slice(0, -bucket.length - 1)}${other}/`
    : undefined;
}

function folderOf(root: string, folderName: string): string {
  return root === '' ? folderName : (root.slice(0, -1).split('/').at(-1) ?? '');
}

/** An object outside of the part of the bucket that was received has a place that no file can have. */
function placed({ root, lead }: Home, key: string): string {
  return key.startsWith(lead) ? root + key.slice(lead.length) : `${root}../${key}`;
}

/** Buckets named by digests that lie among those of another, with no link between the two. */
function strangersAmong(
  homes: ReadonlyMap<string, Claim>,
  best: (a: Claim, b: Claim) => Claim,
  digests: readonly { readonly digest: Digest }[],
): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const { digest } of digests) {
    const before = digest.previous?.bucket;
    if (before === undefined || before === digest.bucket) continue;
    linked.add(before);
    linked.add(digest.bucket);
  }
  const strangers = new Set<string>();
  for (const claim of homes.values()) {
    const others = [...homes.values()].filter(
      (other) => other !== claim && other.root === claim.root,
    );
    if (others.some((other) => best(other, claim) === other) && !linked.has(claim.bucket)) {
      strangers.add(claim.bucket);
    }
  }
  return strangers;
}
