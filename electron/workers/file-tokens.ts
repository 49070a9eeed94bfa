// Opaque handles for paths. Only the host mints them, from its dialogs, drops and arguments; a
// message from a window can name a path in no other way.

import { randomBytes } from 'node:crypto';
import type { FileToken } from '../../shared/contract/procedure.ts';

export interface FileTokens {
  mint(path: string): FileToken;
  pathOf(token: string): string | undefined;
  /** The paths of all known tokens that stand anywhere in a validated input. */
  pathsIn(input: unknown): Record<string, string>;
}

export function createFileTokens(): FileTokens {
  const paths = new Map<string, string>();
  const tokens = new Map<string, FileToken>();
  return {
    mint(path) {
      const known = tokens.get(path);
      if (known !== undefined) return known;
      const token = `f-${randomBytes(18).toString('base64url')}`;
      paths.set(token, path);
      tokens.set(path, token);
      return token;
    },
    pathOf: (token) => paths.get(token),
    pathsIn(input) {
      const found: Record<string, string> = {};
      const look = (value: unknown, depth: number): void => {
        if (depth > 4) return;
        if (typeof value === 'string') {
          const path = value.startsWith('f-') ? paths.get(value) : undefined;
          if (path !== undefined) found[value] = path;
        } else if (typeof value === 'object' && value !== null) {
          for (const inner of Object.values(value)) look(inner, depth + 1);
        }
      };
      look(input, 0);
      return found;
    },
  };
}
