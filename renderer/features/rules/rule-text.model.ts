// Texts of rules to start from: a template, and a copy of a rule that may not be changed itself.

/** A rule that loads as it stands, so that the first preview shows something. */
export function newRuleText(id: string, today: string): string {
  return `title: My rule
id: ${id}
status: experimental
description: What this rule looks for, and why it matters.
author: ''
date: ${today}
logsource:
  product: trading_bot
detection:
  selection:
    event_type: user_login
    log_level:
      - WARNING
      - ERROR
  condition: selection
falsepositives:
  - What else could look like this
level: medium
x-sealwatch-actions:
  - What to do first
`;
}

const ID_LINE = /^(id:\s*)(['"]?)([^\s'"#]+)\2(.*)$/gm;
const NAME_LINE = /^(name:\s*)(['"]?)([^\s'"#]+)\2(.*)$/gm;
const TITLE_LINE = /^(title:\s*)(['"]?)(.*?)\2[ \t]*$/gm;

/**
 * A copy with identities of its own: new ids, new names, and references within the text that follow
 * them. References to rules outside of the text stay.
 * @param newId called once per rule of the text
 */
export function ownCopyOf(text: string, newId: () => string): string {
  const replaced = new Map<string, string>();
  let copy = text.replace(
    ID_LINE,
    (_line, key: string, quote: string, id: string, rest: string) => {
      const fresh = newId();
      replaced.set(id, fresh);
      return `${key}${quote}${fresh}${quote}${rest}`;
    },
  );
  copy = copy.replace(
    NAME_LINE,
    (_line, key: string, quote: string, name: string, rest: string) => {
      replaced.set(name, `${name}_copy`);
      return `${key}${quote}${name}_copy${quote}${rest}`;
    },
  );
  for (const [before, after] of replaced) {
    // References stand alone on a list line, or are the value of a key within `aliases`.
    const reference = new RegExp(
      `^(\\s+(?:- )?)(['"]?)${escaped(before)}\\2(?=\\s*(?::|#|$))`,
      'gm',
    );
    copy = copy.replace(
      reference,
      (_match, lead: string, quote: string) => `${lead}${quote}${after}${quote}`,
    );
  }
  return copy.replace(
    TITLE_LINE,
    (_line, key: string, quote: string, title: string) => `${key}${quote}${title} (copy)${quote}`,
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Dotted names of all values of some records, for completion; the most frequent first. */
export function fieldPaths(
  records: readonly Readonly<Record<string, unknown>>[],
): readonly string[] {
  const counts = new Map<string, number>();
  const walk = (value: unknown, path: string, depth: number): void => {
    if (Array.isArray(value)) {
      for (const each of value.slice(0, 20)) walk(each, path, depth + 1);
    } else if (typeof value === 'object' && value !== null && depth < 12) {
      for (const [key, member] of Object.entries(value)) {
        walk(member, path === '' ? key : `${path}.${key}`, depth + 1);
      }
    } else if (path !== '') counts.set(path, (counts.get(path) ?? 0) + 1);
  };
  for (const record of records) walk(record, '', 0);
  return [...counts]
    .toSorted(([one, many], [other, few]) => few - many || one.localeCompare(other, 'en'))
    .slice(0, 2_000)
    .map(([path]) => path);
}
