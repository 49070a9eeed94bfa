// Computes known answers again on this machine, with the very code that examines evidence.

import { createPublicKey, verify } from 'node:crypto';
import { hexOf, utf8 } from '../../../shared/base/bytes.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { createMatchRun } from '../../../shared/detection/match-run.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { jsonLines } from '../../../shared/formats/json-lines.ts';
import { chainRowFromRecord, SECURE_LOGS } from '../../../shared/sealing/chain-row.ts';
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import { holdsInclusion } from '../../../shared/sealing/merkle-proof.ts';
import { inclusionProof, leafHash, MerkleRange } from '../../../shared/sealing/merkle.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import {
  CHAIN,
  ED25519,
  HMAC,
  RSA,
  SHA256_OF_ABC,
  SIGMA,
  TREE,
  type SigmaCase,
} from './known-answers.ts';

type Results = Output<'tools.selftest'>['results'];
type Area = Results[number]['area'];

export const selftestJob: JobHandler<'tools.selftest'> = (_, { host }) =>
  Promise.resolve({ version: host.version, results: runSelftest() });

export function runSelftest(): Results {
  const results: Results = [];
  const compare = (area: Area, name: string, expected: string, found: string) => {
    results.push({ area, name, ok: expected === found, expected, found });
  };
  compare('hashing', 'SHA-256', SHA256_OF_ABC, nodeHashes.sha256Hex('abc'));
  compare('hashing', 'HMAC-SHA-256', HMAC.result, nodeHashes.hmacSha256Hex(HMAC.key, HMAC.data));

  const leaves = TREE.leaves.map((hex) => leafHash(nodeHashes, bytesOf(hex)));
  for (const [size, root] of Object.entries(TREE.roots)) {
    const found = rootOf(leaves.slice(0, Number(size)));
    compare('merkle', `root of ${size} leaves`, root, hexOf(found));
  }
  compare('merkle', 'inclusion proofs', 'all hold, altered ones do not', inclusionText(leaves));

  compare('signatures', 'Ed25519', 'holds, altered does not', ed25519Text());
  compare('signatures', 'RSA with SHA-256', 'holds, altered does not', rsaText());

  compare('chain', 'hash-chained log', `verified ${CHAIN.head}`, chainText(CHAIN.rows));
  const altered = CHAIN.rows.map((row) => row.replace('Failed login', 'Failed logon'));
  compare('chain', 'hash-chained log, altered', 'altered', chainText(altered).split(' ')[0] ?? '');

  for (const each of SIGMA) {
    compare('sigma', each.name, `records ${each.matches.join(', ')}`, sigmaText(each));
  }
  return results;
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const range = new MerkleRange(nodeHashes);
  for (const leaf of leaves) range.addLeafHash(leaf);
  return range.root();
}

function inclusionText(leaves: readonly Uint8Array[]): string {
  const root = rootOf(leaves);
  const treeSize = leaves.length;
  const wrong = leaves.filter((leaf, leafIndex) => {
    const proof = inclusionProof(nodeHashes, leaves, leafIndex) ?? [];
    const claim = { leafIndex, treeSize, leafHash: leaf, root, proof };
    const elsewhere = { ...claim, leafIndex: (leafIndex + 1) % treeSize };
    return !holdsInclusion(nodeHashes, claim) || holdsInclusion(nodeHashes, elsewhere);
  });
  return wrong.length === 0
    ? 'all hold, altered ones do not'
    : `${wrong.length} are judged wrongly`;
}

function signatureText(holds: boolean, alteredHolds: boolean): string {
  return `${holds ? 'holds' : 'does not hold'}, altered ${alteredHolds ? 'does' : 'does not'}`;
}

/** RFC 8410: what stands before an Ed25519 key of 32 bytes in its SubjectPublicKeyInfo. */
const ED25519_PREFIX = '302a300506032b6570032100';

function ed25519Text(): string {
  const key = createPublicKey({
    key: Buffer.from(ED25519_PREFIX + ED25519.publicKey, 'hex'),
    format: 'der',
    type: 'spki',
  });
  const signature = bytesOf(ED25519.signature);
  return signatureText(
    verify(null, utf8(ED25519.message), key, signature),
    verify(null, utf8(`${ED25519.message}.`), key, signature),
  );
}

function rsaText(): string {
  const key = createPublicKey({
    key: Buffer.from(RSA.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const signature = Buffer.from(RSA.signature, 'base64');
  return signatureText(
    verify('sha256', utf8(RSA.message), key, signature),
    verify('sha256', utf8(`${RSA.message}.`), key, signature),
  );
}

function chainText(rows: readonly string[]): string {
  const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey: CHAIN.key });
  for (const [position, row] of rows.entries()) {
    const read = chainRowFromRecord(utf8(row), SECURE_LOGS, position);
    if (read.ok) verifier.push(read.value);
    else verifier.pushUnreadable(position);
  }
  const { verdict, head } = verifier.finish();
  return `${verdict} ${head?.hash ?? ''}`.trim();
}

function sigmaText({ rule, events }: SigmaCase): string {
  const set = loadRuleSet(
    [{ path: 'known-answer.yml', text: rule, origin: 'built-in', pack: 'selftest' }],
    nodeHashes,
  );
  const run = createMatchRun(set, { zone: 'UTC', route: 'auto' });
  for (const [index, text] of events.entries()) {
    const read = jsonLines.normalise(utf8(text), { zone: 'UTC' });
    if (!read.ok) return read.error;
    const { time, ecs, fields } = read.value;
    run.push({ id: index + 1, timeUs: time.timeUs, nanos: time.nanos, ecs, fields, raw: text });
  }
  const outcome = run.finish().find(({ rule: each }) => each.id === 'known-answer');
  if (outcome?.notLoaded !== undefined) return outcome.notLoaded;
  const numbers = [
    ...(outcome?.matches ?? []),
    ...(outcome?.groups ?? []).flatMap((group) => group.matches),
  ];
  return `records ${numbers.join(', ')}`;
}
