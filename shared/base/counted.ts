// Numbers as a person reads them, the same in the window, in reports, on the command line and in what
// the engine says: a comma between thousands and a point before a fraction, as English text has them.
// A comma is in every font and every terminal; a thin space is not.

/** `1,234,567`, `-1,310.5`; digits as they are, whatever the language of the machine. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const apart = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** `1 line`, `2 lines`, `1,310 lines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
