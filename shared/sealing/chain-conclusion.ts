// What a verified chain shows as a whole, and what it cannot show: one sentence each.

import { counted, grouped } from '../base/counted.ts';
import type { ChainHead, Verdict, VerificationCounts } from '../domain/verdict.ts';
import type { Reconciled } from './chain-reconcile.ts';

interface Conclusion {
  readonly shows: string;
  readonly doesNotShow: string;
}

interface Examined {
  readonly verdict: Verdict;
  readonly checked: number;
  readonly counts: VerificationCounts;
  readonly withKey: boolean;
  readonly hmacsChecked: number;
  readonly hmacsFitting: number;
  readonly head: ChainHead | undefined;
  readonly since: ChainHead | undefined;
  readonly recordedHead: Reconciled['recordedHead'];
}

export function concludeChain(examined: Examined): Conclusion {
  return { shows: shows(examined), doesNotShow: doesNotShow(examined) };
}

function shows(examined: Examined): string {
  const { verdict, checked, counts, withKey, hmacsChecked, hmacsFitting } = examined;
  if (checked === 0 && counts.missing === 0)
    return 'The log holds no entries, so nothing was checked.';
  const held = counts.verified + counts.unverifiable;
  const parts: string[] = [];
  if (verdict === 'verified') {
    parts.push(
      `All ${grouped(checked)} entries match their content hashes, their chain and their HMACs, so each was made by someone who held the key and none is missing between the first and the last`,
    );
  } else if (counts.altered === 0 && counts.missing === 0) {
    parts.push(
      withKey
        ? `All ${grouped(checked)} entries match their content hashes and their chain, but ${grouped(counts.unverifiable)} of them record no HMAC`
        : `All ${grouped(checked)} entries match their content hashes and their chain, from the first to the last`,
    );
  } else {
    const found: string[] = [];
    if (counts.altered > 0) {
      found.push(
        `${entries(counts.altered)} ${counts.altered === 1 ? 'does' : 'do'} not match what was sealed`,
      );
    }
    if (counts.missing > 0) {
      found.push(
        `${entries(counts.missing)} ${counts.missing === 1 ? 'is' : 'are'} not in the material received`,
      );
    }
    parts.push(found.join(' and '));
    if (held > 0) parts.push(`the hashes of the other ${grouped(held)} hold`);
  }
  if (hmacsChecked > 0 && hmacsFitting === 0) {
    parts.push(
      'no HMAC in the log fits the key given, so either the key is of another log or all of it was sealed without the key',
    );
  }
  const since = sinceClause(examined);
  if (since !== '') parts.push(since);
  return `${parts.join('; ')}.`;
}

function sinceClause({ since, recordedHead }: Examined): string {
  if (since === undefined) return '';
  switch (recordedHead) {
    case 'matches':
      return `entry ${since.sequence} has the chain hash recorded elsewhere`;
    case 'differs':
      return `entry ${since.sequence} does not have the chain hash recorded elsewhere, so it or an entry before it was sealed anew since, or the record is of another log`;
    case 'entry missing':
      return `entry ${since.sequence}, whose chain hash was recorded elsewhere, is not in the material received`;
    case 'entry altered':
      return `the chain hash recorded elsewhere for entry ${since.sequence} is not found there`;
    case 'not given':
      return '';
  }
}

function doesNotShow({ checked, counts, withKey, since, recordedHead, head }: Examined): string {
  if (checked === 0) return 'It does not show whether the log ever held entries.';
  const open: string[] = [];
  if (!withKey) {
    open.push(
      'whether the log was made anew as a whole or from some entry on, for which the key of the log is needed',
    );
  } else if (counts.verified > 0) {
    open.push('what someone who held the key wrote or left out at the time');
  }
  if (since === undefined) {
    open.push(
      'whether entries were cut off after the last one, which only a head recorded elsewhere can show',
    );
  } else if (recordedHead === 'matches' && head !== undefined && head.sequence >= since.sequence) {
    open.push('whether entries made after the recorded head were cut off');
  }
  if (counts.altered > 0)
    open.push(
      'what an altered entry said before, when it was changed, or whether it was damaged in copying',
    );
  else if (counts.missing > 0) open.push('what the missing entries said or why they are not there');
  if (open.length === 0) open.push('who wrote the entries');
  return `It does not show ${open.join('; nor ')}.`;
}

function entries(count: number): string {
  return counted(count, 'entry', 'entries');
}
