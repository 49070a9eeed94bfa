// What a finding is about, short enough for a line of a list.

/** `arn:partition:service:region:account:resource`; the last part is what tells one from another. */
const ARN = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/s;

/** Group-by values as a list shows them, without what every name of an account begins with. */
export function entitiesText(group: Readonly<Record<string, string>>): string {
  return Object.values(group)
    .map((value) => ARN.exec(value)?.[1] ?? value)
    .filter((value) => value !== '')
    .join(', ');
}
