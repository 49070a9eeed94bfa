// Checks for what only a bug could break.

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** The end of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
