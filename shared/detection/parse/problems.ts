// Collects what is wrong with one rule, each with its place. A rule with an error does not load.

import type { Diagnostic } from '../../domain/rule.ts';
import type { Place } from './yaml-tree.ts';

export class Problems {
  readonly #list: Diagnostic[] = [];
  readonly #placeholders: { readonly name: string; readonly place: Place }[] = [];

  error(code: string, message: string, place: Place): void {
    this.#list.push({ severity: 'error', code, message, ...place });
  }

  warning(code: string, message: string, place: Place): void {
    this.#list.push({ severity: 'warning', code, message, ...place });
  }

  /** A placeholder that something after the parser may have values for. */
  placeholder(name: string, place: Place): void {
    this.#placeholders.push({ name, place });
  }

  get placeholders(): readonly { readonly name: string; readonly place: Place }[] {
    return this.#placeholders;
  }

  get failed(): boolean {
    return this.#list.some((each) => each.severity === 'error');
  }

  get list(): readonly Diagnostic[] {
    return this.#list;
  }
}
