// The sentences of a verified chain. Owns what may be claimed: a finding names what does not match
// and what that allows, never who did what or why.

import { grouped } from '../base/counted.ts';
import type { Verdict } from '../domain/verdict.ts';
import {
  CHAIN_DIFFERS,
  CONTENT_DIFFERS,
  CONTENT_UNREADABLE,
  HMAC_ABSENT,
  HMAC_DIFFERS,
  RECORD_UNREADABLE,
} from './chain-checks.ts';
import type { Placed } from './chain-reconcile.ts';
import { isSound } from './chain-stretches.ts';

export interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
}

export function findingOf(placed: Placed, withKey: boolean): Finding {
  switch (placed.standing) {
    case 'missing':
      return { verdict: 'missing', reason: missingReason(placed) };
    case 'out of order':
      return {
        verdict: 'altered',
        reason: `The entry stands out of order in the file; ${ownChecks(placed.mask, withKey)}${named(placed)}.`,
      };
    case 'repeated':
      return {
        verdict: 'altered',
        reason: `The entry repeats a sequence number that another entry holds, and no later entry is chained to it alone; ${ownChecks(placed.mask, withKey)}${named(placed)}.`,
      };
    case 'surplus':
      return { verdict: 'altered', reason: surplusReason(placed, withKey) };
    case 'seated':
      return { verdict: 'altered', reason: `${seatedReason(placed, withKey)}${claimed(placed)}` };
    case 'in place':
      return inPlace(placed, withKey);
  }
}

function inPlace({ mask, blame }: Placed, withKey: boolean): Finding {
  if (!isSound(mask)) return { verdict: 'altered', reason: faultReason(mask, withKey) };
  switch (blame) {
    case 'first link':
      return {
        verdict: 'altered',
        reason:
          'The first entry does not record 64 zeros as its previous hash, so its chain hash was made anew after sealing or for another chain.',
      };
    case 'next link':
      return {
        verdict: 'altered',
        reason:
          'The entry agrees with itself, but the entry after it records another chain hash for it: this entry, and possibly entries before it, were sealed anew.',
      };
    case 'both links':
      return {
        verdict: 'altered',
        reason:
          'The entry agrees with itself but is chained neither to the entry before it nor to the one after it.',
      };
    case 'recorded head':
      return {
        verdict: 'altered',
        reason:
          'The chain hash is not the one in the head recorded elsewhere: this entry, or one before it, was sealed anew since, or the head is of another log.',
      };
    case undefined:
      break;
  }
  if (!withKey) {
    return {
      verdict: 'unverifiable',
      reason:
        'Content hash and chain hash hold; the HMAC was not checked, for which the key of the log is needed.',
    };
  }
  if ((mask & HMAC_ABSENT) !== 0) {
    return {
      verdict: 'unverifiable',
      reason: 'Content hash and chain hash hold; the entry records no HMAC to check.',
    };
  }
  return { verdict: 'verified', reason: 'Content hash, chain hash and HMAC hold.' };
}

function faultReason(mask: number, withKey: boolean): string {
  const hmac = hmacClause(mask, withKey);
  if ((mask & RECORD_UNREADABLE) !== 0)
    return 'The record at this place cannot be read as an entry.';
  if ((mask & CONTENT_DIFFERS) !== 0) {
    const what =
      (mask & CONTENT_UNREADABLE) !== 0
        ? 'The data column is not JSON, so the content cannot match its content hash'
        : 'The content does not match its content hash';
    return (mask & CHAIN_DIFFERS) !== 0
      ? `${what}, and the chain hash does not follow from the entry's own fields${hmac}.`
      : `${what}, while the content hash itself still fits the chain${hmac}.`;
  }
  if ((mask & CHAIN_DIFFERS) !== 0) {
    return (mask & HMAC_DIFFERS) !== 0 || !withKey
      ? `The content hash fits the content, but the chain hash was made from other values: content, content hash or chain fields were changed after sealing${hmac}.`
      : `The content hash fits the content, but the chain hash does not follow from the entry's fields${hmac}.`;
  }
  return 'The hashes agree with one another, but the HMAC was not made from this content hash with the key given: the entry was made or its HMAC changed without that key, or the key is of another log.';
}

function hmacClause(mask: number, withKey: boolean): string {
  if (!withKey) return '; the HMAC was not checked without the key';
  if ((mask & HMAC_DIFFERS) !== 0) return '; the HMAC does not fit either';
  if ((mask & HMAC_ABSENT) !== 0) return '; the entry records no HMAC';
  return '; the HMAC fits the recorded content hash';
}

function seatedReason({ mask, stretch }: Placed, withKey: boolean): string {
  if (stretch?.sequence === undefined && (mask & CHAIN_DIFFERS) === 0) {
    return 'The entry has no whole number from 0 as its sequence number, though its chain hash follows from what it records.';
  }
  return faultReason(mask, withKey);
}

function claimed({ standing, first, count, stretch }: Placed): string {
  if (standing !== 'seated' || stretch === undefined || count !== 1 || stretch.count !== 1)
    return '';
  if (stretch.sequence === first || (stretch.mask & RECORD_UNREADABLE) !== 0) return '';
  return ` It claims the sequence number ${quoted(stretch.sequenceText)}.`;
}

function surplusReason(placed: Placed, withKey: boolean): string {
  const { mask, stretch } = placed;
  const number =
    placed.first === undefined
      ? `it records ${quoted(stretch?.sequenceText ?? '')} as its sequence number, which is no number of this log`
      : 'its sequence number is held by another entry or lies outside its place';
  return `The entry has no place in the chain: ${number}; ${ownChecks(mask, withKey)}${named(placed)}.`;
}

function ownChecks(mask: number, withKey: boolean): string {
  if ((mask & RECORD_UNREADABLE) !== 0) return 'it cannot be read as an entry';
  const failing: string[] = [];
  if ((mask & CONTENT_DIFFERS) !== 0) failing.push('content hash');
  if ((mask & CHAIN_DIFFERS) !== 0) failing.push('chain hash');
  if ((mask & HMAC_DIFFERS) !== 0) failing.push('HMAC');
  if (failing.length > 0)
    return `its ${failing.join(' and ')} ${failing.length > 1 ? 'do' : 'does'} not match`;
  return withKey && (mask & HMAC_ABSENT) === 0
    ? 'its own hashes and HMAC hold'
    : 'its own content hash and chain hash hold';
}

/** Beyond its number, an entry is found by its id and its place in the file. */
function named({ stretch, count }: Placed): string {
  if (stretch === undefined) return '';
  const place = `position ${stretch.position}`;
  return count === 1 && stretch.count === 1
    ? ` (entry ${quoted(stretch.entryId)} at ${place})`
    : ` (${grouped(count)} entries; their stretch of the file begins with entry ${quoted(stretch.entryId)} at ${place})`;
}

/** Log text inside a sentence: one line, bounded, in quotation marks. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function missingReason({ joinedOver, byRecordedHead, first }: Placed): string {
  if (byRecordedHead) {
    return 'The head recorded elsewhere names entries up to here, and the material received ends before them.';
  }
  if (joinedOver) {
    return 'The sequence numbers skip these entries, and the entries on either side are chained to one another over the gap.';
  }
  if (first === 0) {
    return 'The sequence starts at 0, and the material received begins after these entries.';
  }
  return 'The sequence numbers skip these entries, and the chain names a previous hash that is not in the material received.';
}
