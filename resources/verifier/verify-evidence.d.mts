// Types of the verifier, for its tests.

export function verifyEvidence(argv: readonly string[], print: (line: string) => void): Promise<number>;
export function inclusionHolds(claim: {
  leafIndex: number;
  treeSize: number;
  leaf: Uint8Array;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean;
export function consistencyHolds(claim: {
  oldSize: number;
  newSize: number;
  oldRoot: Uint8Array;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean;
export class TreeFold {
  readonly size: number;
  add(hash: Uint8Array, leaves: number): void;
  root(): Uint8Array;
}
