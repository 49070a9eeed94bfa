// The chains of digests, walked from the newest backwards: where they break, which digests are named
// or due and not there, and which stretch of time each one answers for.

import { grouped } from '../../base/counted.ts';
import { formatUtc, timeUs, US_PER_HOUR, type TimeUs } from '../../base/time.ts';
import type { ChainGap } from '../../domain/verdict.ts';
import type { FoundDigest, UnreadableDigest } from './bucket-file.ts';
import type { BucketLayout } from './bucket-layout.ts';
import { signedParts, type PreviousDigest } from './digest-file.ts';
import { digestName, type DigestName, type Span } from './object-keys.ts';
import type { PublicKeys } from './public-keys.ts';

export interface MissingDigest {
  readonly key: string;
  readonly path: string;
  readonly reason: string;
  readonly span: Span;
}

export interface DigestChains {
  readonly gaps: readonly ChainGap[];
  readonly missing: readonly MissingDigest[];
  /** The digest after one in its chain, by the path of that one. */
  readonly after: ReadonlyMap<string, Link>;
  /** Paths of digests that name another digest at hand than the one before them in time. */
  readonly broken: ReadonlySet<string>;
}

/** One seat of a chain. Without a digest: a file that cannot be read. */
export interface Link {
  readonly path: string;
  readonly key: string;
  readonly endUs: TimeUs;
  readonly name: DigestName | undefined;
  readonly found: FoundDigest | undefined;
}

/** Digests are hourly. */
const PERIOD_US = US_PER_HOUR;
/** A hostile digest may claim any period; what is due beyond this is said in the gap alone. */
const MOST_DUE = 100_000;

export function digestChains(
  digests: readonly FoundDigest[],
  unreadable: readonly UnreadableDigest[],
  layout: BucketLayout,
  keys: PublicKeys,
): DigestChains {
  const links = new Map<string, Link>();
  for (const found of digests) {
    // What lies in a wrong place has no seat; the digests that name it name its proper one.
    if (found.relocated) continue;
    const { key } = found;
    const name = digestName(key);
    const path = found.file.path;
    links.set(path, { path, key, endUs: found.digest.endUs, name, found });
  }
  for (const { file, key } of unreadable) {
    const name = digestName(key);
    if (!name) continue;
    links.set(file.path, { path: file.path, key, endUs: name.endUs, name, found: undefined });
  }
  const elsewhere = new Map(
    digests
      .filter((found) => found.relocated)
      .map((found) => [`${found.digest.bucket}/${found.digest.key}`, found.key]),
  );
  const walk: Walk = {
    links,
    layout,
    keys,
    elsewhere,
    gaps: [],
    missing: new Map(),
    after: new Map(),
    broken: new Set(),
  };
  for (const chain of chainsOf(links.values())) {
    for (let seat = chain.length - 1; seat >= 0; seat--) {
      const link = chain[seat];
      if (!link) continue;
      const before = chain[seat - 1];
      if (before) walk.after.set(before.path, link);
      stepBack(walk, link, before);
    }
  }
  return {
    gaps: walk.gaps.reverse(),
    missing: [...walk.missing.values()],
    after: walk.after,
    broken: walk.broken,
  };
}

interface Walk {
  readonly links: ReadonlyMap<string, Link>;
  readonly layout: BucketLayout;
  readonly keys: PublicKeys;
  /** Where relocated digests lie, by the place they belong to. */
  readonly elsewhere: ReadonlyMap<string, string>;
  readonly gaps: ChainGap[];
  readonly missing: Map<string, MissingDigest>;
  readonly after: Map<string, Link>;
  readonly broken: Set<string>;
}

function chainsOf(links: Iterable<Link>): Link[][] {
  const chains = new Map<string, Link[]>();
  for (const link of links) {
    const id = link.name?.chain ?? link.key.replace(/[^/]*$/, '');
    const chain = chains.get(id);
    if (chain) chain.push(link);
    else chains.set(id, [link]);
  }
  const ordered = [...chains.entries()].sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0));
  return ordered.map(([, chain]) =>
    chain.sort((a, b) => a.endUs - b.endUs || (a.path < b.path ? -1 : 1)),
  );
}

function stepBack(walk: Walk, link: Link, before: Link | undefined): void {
  const backfill = link.name?.backfill ?? false;
  const gap = (kind: ChainGap['kind'], after: string | null, reason: string, count?: number) =>
    walk.gaps.push({
      kind,
      after,
      before: link.key,
      reason,
      ...(count === undefined ? {} : { count }),
    });
  if (!link.found) {
    if (before)
      gap('chain broken', before.key, 'A digest that cannot be read names none before it.');
    return;
  }
  const { digest } = link.found;
  const { previous } = digest;
  if (!previous) {
    // A backfill chain starts wherever there was something to add; that stops nothing.
    if (before && !backfill) {
      gap(
        'logging stopped',
        before.key,
        `Logging or validation was off: no digest covers ${period(before.endUs, digest.startUs)}.`,
      );
    }
    return;
  }
  const path = walk.layout.placeOf(previous.bucket, previous.key, link.path);
  const named = path === undefined ? undefined : walk.links.get(path);
  if (previous.bucket !== digest.bucket) {
    const where =
      path === undefined
        ? `The digest before it lies in bucket ${previous.bucket}, which is not in the material.`
        : `The trail went over from bucket ${previous.bucket} to ${digest.bucket}.`;
    gap('bucket changed', previous.key, where);
  }
  if (path === undefined) return;
  if (!named) {
    addMissing(walk, link, before, { ...previous, path });
    return;
  }
  if (before && named !== before && before.endUs >= named.endUs) {
    walk.broken.add(link.path);
    gap('chain broken', before.key, `${link.key} names an earlier digest as the one before it.`);
  } else if (!backfill && digest.startUs > named.endUs) {
    gap(
      'period not covered',
      named.key,
      `The chain goes on, but no digest covers ${period(named.endUs, digest.startUs)}.`,
    );
  }
}

function addMissing(
  walk: Walk,
  link: Link,
  before: Link | undefined,
  named: PreviousDigest & { readonly path: string },
): void {
  const startUs = link.found?.digest.startUs ?? link.endUs;
  const name = digestName(named.key);
  const lastUs = name?.endUs ?? startUs;
  const elsewhere = walk.elsewhere.get(`${named.bucket}/${named.key}`);
  const isFirst = name !== undefined && wasFirst(named, name, walk.keys);
  const run = isFirst ? [] : dueBefore(name, before, lastUs);
  const fromUs =
    before && !name?.backfill && !isFirst
      ? before.endUs
      : timeUs((run.at(-1) ?? lastUs) - PERIOD_US);
  walk.missing.set(named.path, {
    key: named.key,
    path: named.path,
    reason:
      elsewhere === undefined
        ? before
          ? 'The digest after it names it; it is not in the material.'
          : 'The oldest digest of its chain at hand names it as the one before; it is not in the material.'
        : `The digest after it names it here; in the material it lies at ${elsewhere}.`,
    span: { fromUs: timeUs(Math.max(fromUs, lastUs - PERIOD_US)), toUs: lastUs },
  });
  let fills = 1;
  for (const endUs of run) {
    if (!name || fills > MOST_DUE) break;
    const key = name.keyAt(endUs);
    const path = named.path.endsWith(named.key)
      ? named.path.slice(0, -named.key.length) + key
      : key;
    if (walk.links.has(path) || walk.missing.has(path)) continue;
    walk.missing.set(path, {
      key,
      path,
      reason:
        'No digest for its hour between two of its chain; its name is worked out from theirs, and it is not in the material.',
      span: { fromUs: timeUs(Math.max(fromUs, endUs - PERIOD_US)), toUs: endUs },
    });
    fills += 1;
  }
  const count = run.length + 1;
  walk.gaps.push({
    kind: 'digests missing',
    after: before?.key ?? null,
    before: link.key,
    reason: `${count === 1 ? 'One digest is' : `${grouped(count)} digests in a row are`} not in the material${
      count > fills ? `; the newest ${grouped(fills)} are listed` : ''
    }.`,
    count,
  });
  if (isFirst && before) {
    walk.gaps.push({
      kind: 'logging stopped',
      after: before.key,
      before: named.key,
      reason: `Logging or validation was off before the missing digest: the signature of it that the digest after it records is that of a first one, which follows no other. No digest covers ${period(before.endUs, timeUs(lastUs - PERIOD_US))}, up to an hour more or less.`,
    });
  }
}

/**
 * Whether a digest that is not there was the first after logging or validation was started: what was
 * signed for it ends with `null` in place of the signature before (AWS, "Custom implementations of
 * CloudTrail log file integrity validation"), and nobody but the holder of the key can have signed that.
 */
function wasFirst(
  { bucket, key, hash, signature }: PreviousDigest,
  { endUs }: DigestName,
  keys: PublicKeys,
): boolean {
  if (hash === undefined || signature === undefined) return false;
  const text = signedParts(formatUtc(endUs, 's'), { bucket, key }, hash, 'null');
  return [...new Set(keys.values())].some((each) => each.verifies(text, signature));
}

/** Ends of the hours between the digest at hand before a missing one and that one, newest first. */
function dueBefore(
  name: DigestName | undefined,
  before: Link | undefined,
  lastUs: TimeUs,
): readonly TimeUs[] {
  // Backfill digests are not due at any time.
  if (!name || name.backfill || !before) return [];
  const due: TimeUs[] = [];
  for (
    let endUs = lastUs - PERIOD_US;
    endUs - before.endUs >= PERIOD_US / 2 && due.length < 10 * MOST_DUE;
    endUs -= PERIOD_US
  ) {
    due.push(timeUs(endUs));
  }
  return due;
}

function period(fromUs: TimeUs, toUs: TimeUs): string {
  return `${formatUtc(fromUs, 's')} to ${formatUtc(toUs, 's')}`;
}
