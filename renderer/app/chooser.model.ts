// What the file chooser lists: folders before files, by name as a person sorts, filtered by text.

import type { BrowseEntry } from '../../shared/contract/areas/host.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function listedEntries(entries: readonly BrowseEntry[], typed: string): BrowseEntry[] {
  const needle = typed.trim().toLowerCase();
  return entries
    .filter((entry) => needle === '' || entry.name.toLowerCase().includes(needle))
    .toSorted((a, b) => {
      if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
      return collator.compare(a.name, b.name);
    });
}
