// What is typed to narrow a list: words that all have to be there, in any order and either case.

export function searchWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** @param searched in lower case */
export function hasWords(searched: string, words: readonly string[]): boolean {
  return words.every((word) => searched.includes(word));
}
