// Selecting rows of a list with mouse and keys: what a plain, a Ctrl and a Shift click mean.

export interface SelectionChange {
  readonly selected: ReadonlySet<string>;
  readonly anchor: string;
}

export function selectRow(
  keys: readonly string[],
  before: ReadonlySet<string>,
  anchor: string | null,
  clicked: string,
  how: { readonly toggle: boolean; readonly range: boolean },
): SelectionChange {
  if (how.range && anchor !== null) {
    const from = keys.indexOf(anchor);
    const to = keys.indexOf(clicked);
    if (from >= 0 && to >= 0) {
      const stretch = keys.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { selected: new Set([...(how.toggle ? before : []), ...stretch]), anchor };
    }
  }
  if (how.toggle) {
    const selected = new Set(before);
    if (!selected.delete(clicked)) selected.add(clicked);
    return { selected, anchor: clicked };
  }
  return { selected: new Set([clicked]), anchor: clicked };
}
