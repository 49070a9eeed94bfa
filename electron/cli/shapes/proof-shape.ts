// Proofs as they leave the program; the verifier in resources/verifier reads them.

import type { Output } from '../../../shared/contract/procedures.ts';

export function inclusionShape(proof: Output<'case.prove'>) {
  return { format: 'sealwatch-inclusion-proof', version: 1, ...proof };
}

export function consistencyShape(proof: Output<'case.proveConsistency'>) {
  return { format: 'sealwatch-consistency-proof', version: 1, ...proof };
}
