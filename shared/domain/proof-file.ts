// How a proof that leaves the program names itself; the verifier in resources/verifier reads this.

export const INCLUSION_PROOF_FILE = { format: 'sealwatch-inclusion-proof', version: 1 } as const;
export const CONSISTENCY_PROOF_FILE = {
  format: 'sealwatch-consistency-proof',
  version: 1,
} as const;
