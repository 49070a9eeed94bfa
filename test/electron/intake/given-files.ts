// Files that a test is given: in a folder that each test has to itself, and that is gone afterwards.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export interface GivenFiles {
  /** Of the test that is running. */
  readonly folder: string;
  /** Returns the path of the file, with any folders that its name has. */
  put(name: string, content: string | Uint8Array): string;
}

/** For all tests of a file: asked for once, outside of them. */
export function givenFiles(): GivenFiles {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    put(name, content) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
  };
}
