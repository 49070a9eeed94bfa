// Which acts end in a checkpoint, and which exhibit an act is about.

const REASONS: Readonly<Record<string, string>> = {
  importFinish: 'import',
  importFailed: 'import ended early',
  'evidence.setCustody': 'custody',
  'evidence.addTransfer': 'custody',
  retentionDrop: 'retention',
  retentionForget: 'retention',
};

export function sealReason(act: string): string | undefined {
  return Object.hasOwn(REASONS, act) ? REASONS[act] : undefined;
}

/** A verdict is kept beside what is recorded of an exhibit, and changes nothing of that. */
export function isAboutRecord(act: string): boolean {
  return act !== 'saveVerification';
}

/** Of what an act was given, or of what it answers. */
export function sourceIdOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('sourceId' in value)) return undefined;
  return typeof value.sourceId === 'number' ? value.sourceId : undefined;
}
