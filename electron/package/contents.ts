// What stands in an evidence package beside the records: the manifest, the list of hashes, and a page
// for whoever receives it. Plain words: the reader may know nothing of the program.

import type { WrittenEntry } from './zip-file.ts';

export const NAMES = {
  readme: 'README.txt',
  sums: 'SHA256SUMS',
  manifest: 'manifest.json',
  checkpoint: 'checkpoint.txt',
  checkpoints: 'checkpoints.jsonl',
  key: 'case-key.txt',
  keyPem: 'case-key.pem',
  events: 'events.jsonl.gz',
  proof: 'proof.txt.gz',
  exhibits: 'exhibits.json',
  verifier: 'verify-evidence.mjs',
} as const;

export interface Manifest {
  readonly format: 'sealwatch-evidence-package';
  readonly version: 1;
  /** The case's name in its checkpoints. */
  readonly case: string;
  readonly choice: string;
  readonly treeSize: number;
  /** Base64. */
  readonly root: string;
  readonly checkpointTime: string;
  readonly events: number;
  readonly exhibits: readonly string[];
  /** Original files, by the name they have here. */
  readonly originals: readonly string[];
  /** What was chosen and could not be put in, each with the reason. */
  readonly left: readonly string[];
  readonly files: readonly WrittenEntry[];
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** As `sha256sum -c` reads it. */
export function sumsText(entries: readonly WrittenEntry[]): string {
  return [...entries]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join('');
}

export function readmeText(manifest: Omit<Manifest, 'files'>): string {
  return `Evidence package
================

This package holds log records from a Sealwatch case, with what is needed to check, without the
program and without trusting whoever handed it over, that they are the records that were sealed.

Case         ${manifest.case}
Sealed at    ${manifest.checkpointTime} (by the clock of the machine that sealed it)
Chosen       ${manifest.choice}
Records      ${String(manifest.events)} of ${String(manifest.treeSize)} in the case
Exhibits     ${manifest.exhibits.join(', ') || 'none'}
Originals    ${String(manifest.originals.length)} files

How to check it
---------------
Install Node (https://nodejs.org, version 18 or newer), take ${NAMES.verifier} from this package, or
better from a source that you trust, and run it on the package as you received it:

    node ${NAMES.verifier} PACKAGE.zip

It prints a line for each thing it checks and ends with "everything holds" or with what does not.
If a checkpoint of this case was given to you before (printed in a report, sent in a message), keep
it in a file and add it:

    node ${NAMES.verifier} PACKAGE.zip --checkpoint NOTED.txt

What it shows
-------------
- That no file of this package was changed since it was written (${NAMES.sums}).
- That each record in ${NAMES.events} is, byte for byte, the one that was sealed at its place in the
  case: its hash, with the others in ${NAMES.proof}, gives the root in ${NAMES.checkpoint}.
- That the key in ${NAMES.key} signed that root.
- With a checkpoint noted before: that nothing sealed until then was changed or taken out since.

What it does not show
---------------------
- Whether the logs were true when they were opened into the case.
- Whether the whole case was written anew: the signing key lies in the case, so whoever holds the
  case file could make another tree and sign it. Only a checkpoint that was noted elsewhere shows that.
- When the records were made, beyond what they say themselves.
- Whether the exhibit, the file and the position that are given for a record, what stands in
  ${NAMES.exhibits}, and the originals are right: they are what the case says, and nothing in this
  package holds them against the checkpoint. Records of an original can be compared with those in
  ${NAMES.events}.
${manifest.left.length === 0 ? '' : `\nNot in this package\n-------------------\n${manifest.left.map((line) => `- ${line}\n`).join('')}`}
The files
---------
${NAMES.manifest}   what was chosen, and every file with its size and SHA-256
${NAMES.sums}      the same hashes, for sha256sum -c
${NAMES.events}  a line of JSON for each record: number, exhibit, file, position, nonce, and the
                exact bytes of the record (base64)
${NAMES.proof}    hashes of the parts of the tree that no chosen record is in, in their order
${NAMES.checkpoint}  the newest signed checkpoint of the case (C2SP tlog-checkpoint)
${NAMES.checkpoints}  all of them, each with the proof that the newest continues it (RFC 9162)
${NAMES.key}    the public key as a signed-note key; ${NAMES.keyPem} is the same for other programs
${NAMES.exhibits}   where the records came from, with hashes and custody as they were recorded

How the hashes are made
-----------------------
The tree is that of RFC 9162: a leaf is SHA-256 of a zero byte, the nonce (32 bytes) and the record;
a node is SHA-256 of a one byte and its two children. Record n is leaf n - 1. The nonce keeps
the content of records that are not in this package from being guessed from their hashes.
${NAMES.proof} covers each gap between chosen records with the largest subtrees that fit into it.
`;
}
