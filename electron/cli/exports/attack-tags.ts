// The ATT&CK tags of a rule, as Sigma writes them: `attack.t1110.003`, `attack.credential-access`.

export interface AttackTags {
  /** `T1110.003` */
  readonly techniques: readonly string[];
  /** `credential access` */
  readonly tactics: readonly string[];
}

export function attackTags(tags: readonly string[]): AttackTags {
  const own = tags
    .map((tag) => tag.toLowerCase())
    .filter((tag) => tag.startsWith('attack.'))
    .map((tag) => tag.slice('attack.'.length));
  return {
    techniques: own
      .filter((tag) => /^t\d{4}(?:\.\d{3})?$/.test(tag))
      .map((tag) => tag.toUpperCase()),
    tactics: own
      .filter((tag) => /^[a-z][a-z_-]+$/.test(tag))
      .map((tag) => tag.replaceAll(/[-_]/g, ' ')),
  };
}
