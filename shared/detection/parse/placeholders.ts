// `%name%` under the `expand` modifier: kept inside the value between two characters of the private
// use area until a pipeline has put values in its place. What then is left keeps the rule from loading.

import type { Problems } from './problems.ts';
import type { Place } from './yaml-tree.ts';

export const PLACEHOLDER_START = '\ue000';
export const PLACEHOLDER_END = '\ue001';

/** The text with its placeholders marked; each is noted with its place. `\%` is a plain per cent. */
export function markPlaceholders(text: string, place: Place, problems: Problems): string {
  return text.replace(/\\%|%([\w-]+)%/g, (_, name: string | undefined) => {
    if (name === undefined) return '%';
    problems.placeholder(name, place);
    return `${PLACEHOLDER_START}${name}${PLACEHOLDER_END}`;
  });
}

export function hasPlaceholder(text: string): boolean {
  return text.includes(PLACEHOLDER_START);
}
