// The chained logs within one exhibit. A folder may hold several, and other files beside them; each
// log is verified by itself. A file that goes on where the one before it ended (a log that was
// rotated) belongs to the same log.

import type { Hashes } from '../../../shared/base/hashes.ts';
import { worstVerdict, type ChainHead } from '../../../shared/domain/verdict.ts';
import type { Verdict, Verification, VerdictEntry } from '../../../shared/domain/verdict.ts';
import type { ChainLayout } from '../../../shared/domain/chain-layout.ts';
import { hashedContentNames } from '../../../shared/formats/chain-layout.ts';
import { lastChainOf, type FoldedEntry } from '../../../shared/sealing/chain-folding.ts';
import type { ChainRow, ChainValue } from '../../../shared/sealing/chain-row.ts';
import { createChainVerifier, type ChainVerifier } from '../../../shared/sealing/chain-verifier.ts';

export interface ChainPart {
  /** The file it begins in. */
  readonly file: string;
  readonly files: readonly string[];
  readonly verification: Verification;
}

interface OpenPart {
  readonly files: string[];
  readonly verifier: ChainVerifier;
  /** Chain hash of its last entry. */
  lastChain: ChainValue | undefined;
}

export function createChainParts(options: {
  readonly hashes: Hashes;
  readonly hmacKey: string | undefined;
  readonly since: ChainHead | undefined;
  /** How the file of this name lays its entries out. */
  readonly layoutOf: (file: string) => ChainLayout;
}) {
  const parts: OpenPart[] = [];
  let file: string | undefined;
  /** Unreadable places of a file whose first entry is still to come. */
  let waiting: number[] = [];

  const begin = (name: string): OpenPart => {
    const contentNames = hashedContentNames(options.layoutOf(name));
    const verifier = createChainVerifier({ ...options, contentNames });
    const part = { files: [name], verifier, lastChain: undefined };
    parts.push(part);
    return part;
  };
  const settle = (part: OpenPart): OpenPart => {
    for (const position of waiting) part.verifier.pushUnreadable(position);
    waiting = [];
    return part;
  };
  const enter = (name: string): boolean => {
    if (name === file) return false;
    if (file !== undefined && waiting.length > 0) settle(begin(file));
    file = name;
    return true;
  };
  const current = (): OpenPart | undefined => {
    const part = parts.at(-1);
    return part && file !== undefined && part.files.at(-1) === file ? part : undefined;
  };

  const partOf = (name: string, row: ChainRow): OpenPart => {
    enter(name);
    let part = current();
    if (!part) {
      const before = parts.at(-1);
      if (before && continues(before.lastChain, row)) {
        before.files.push(name);
        part = before;
      } else part = begin(name);
    }
    return settle(part);
  };
  const pushUnreadable = (name: string, position: number): void => {
    enter(name);
    const part = current();
    if (part) part.verifier.pushUnreadable(position);
    else waiting.push(position);
  };

  return {
    push(name: string, row: ChainRow): void {
      const part = partOf(name, row);
      part.verifier.push(row);
      part.lastChain = row.chain_hash;
    },
    pushUnreadable,
    /** Entries that were checked on another thread. */
    pushFolded(name: string, folded: FoldedEntry): void {
      if (folded.kind === 'unreadable') {
        pushUnreadable(name, folded.position);
        return;
      }
      const part = partOf(name, folded.row);
      part.verifier.pushFolded(folded);
      part.lastChain = folded.kind === 'run' ? lastChainOf(folded) : folded.row.chain_hash;
    },
    /** @param names all chained files: one without any record is an empty log, not nothing */
    finish(names: Iterable<string>): ChainPart[] {
      if (file !== undefined && waiting.length > 0) settle(begin(file));
      const seen = new Set(parts.flatMap((part) => part.files));
      for (const name of names) if (!seen.has(name)) begin(name);
      return parts.map(({ files, verifier }) => {
        const verification = verifier.finish();
        return {
          file: files[0] ?? '',
          files,
          verification:
            options.since === undefined ? verification : { ...verification, since: options.since },
        };
      });
    },
  };
}

function continues(lastChain: ChainValue | undefined, row: ChainRow): boolean {
  return typeof row.previous_hash === 'string' && row.previous_hash === lastChain;
}

/** One verdict for an exhibit of several logs and files; the entries say of which file they are. */
export function combineParts(
  parts: readonly ChainPart[],
  others: readonly VerdictEntry[],
): Verification {
  const [only] = parts;
  if (only && parts.length === 1 && others.length === 0) return only.verification;
  const counts: Record<Verdict, number> = {
    altered: 0,
    missing: 0,
    unverifiable: 0,
    unprotected: 0,
    verified: 0,
  };
  for (const { verification } of parts) {
    for (const verdict of Object.keys(counts) as Verdict[]) {
      counts[verdict] += verification.counts[verdict];
    }
  }
  for (const { verdict } of others) counts[verdict] += 1;
  const { head, since } = (parts.length === 1 ? only?.verification : undefined) ?? {};
  const verdict = worstVerdict([
    ...parts.map((part) => part.verification.verdict),
    ...others.map((entry) => entry.verdict),
  ]);
  return {
    kind: parts.length > 0 ? 'hash-chain' : 'file-hash',
    verdict: verdict ?? 'unprotected',
    checked:
      parts.reduce((sum, part) => sum + part.verification.checked, 0) +
      others.filter((entry) => entry.verdict !== 'missing').length,
    counts,
    entries: [
      ...parts.flatMap(({ file, verification }) =>
        verification.entries.map((entry) => ({ ...entry, file })),
      ),
      ...others,
    ],
    shows: `${sentenceOf(parts)}${othersShow(others)}`,
    doesNotShow: `${others.length > 0 ? 'Whether the files without a seal of their own were changed before they were first hashed; ' : ''}for the chained logs, what someone who held the key wrote or left out, or whether entries were cut off after the last one of each.`,
    ...(head === undefined ? {} : { head }),
    ...(since === undefined ? {} : { since }),
  };
}

const LOGS_NAMED = 8;

function sentenceOf(parts: readonly ChainPart[]): string {
  const named = parts
    .slice(0, LOGS_NAMED)
    .map(({ file, verification }) => `${file} ${verification.verdict}`);
  const more = parts.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
  return `Chained logs checked entry by entry: ${list}.`;
}

function othersShow(others: readonly VerdictEntry[]): string {
  if (others.length === 0) return '';
  const of = (verdict: Verdict) => others.filter((entry) => entry.verdict === verdict).length;
  const bad = of('altered') + of('missing') + of('unverifiable');
  return bad === 0
    ? ` ${String(others.length)} other files are known by their hash alone.`
    : ` Of ${String(others.length)} other files ${String(bad)} could not be confirmed by their hash.`;
}
