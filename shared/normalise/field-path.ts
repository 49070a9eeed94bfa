// Reading single fields of a record: under their own name first, then as a dotted path. Only own
// properties count, so a record cannot be asked for what JavaScript objects inherit.

import type { FieldValue, Fields } from '../domain/event.ts';

export function isFields(value: FieldValue | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldAt(fields: Fields, path: string): FieldValue | undefined {
  if (Object.hasOwn(fields, path)) return fields[path];
  const dot = path.indexOf('.');
  if (dot < 0) return undefined;
  let value: FieldValue | undefined = fields;
  for (const step of path.split('.')) {
    if (!isFields(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Text and numbers as text; empty text counts as no value. */
export function plainText(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return String(value);
  return undefined;
}

export function firstText(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = plainText(fields[name]);
    if (text !== undefined && Object.hasOwn(fields, name)) return text;
  }
  return undefined;
}
