// Proofs as they leave the program; the verifier in resources/verifier reads them.

import type { Output } from '../../../shared/contract/procedures.ts';
import { CONSISTENCY_PROOF_FILE, INCLUSION_PROOF_FILE } from '../../../shared/domain/proof-file.ts';

export function inclusionShape(proof: Output<'case.prove'>) {
  return { ...INCLUSION_PROOF_FILE, ...proof };
}

export function consistencyShape(proof: Output<'case.proveConsistency'>) {
  return { ...CONSISTENCY_PROOF_FILE, ...proof };
}
