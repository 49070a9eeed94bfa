import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/root.ts';
import { loadedWith } from '../fixtures/module-graph.ts';

const THREADS = 'electron/workers/threads';
const entries = readdirSync(join(ROOT, THREADS)).filter((name) =>
  loadedWith(`${THREADS}/${name}`).files.has('electron/workers/rpc.ts'),
);
const thread = (name: string) => loadedWith(`${THREADS}/${name}.ts`);
const below = (files: ReadonlySet<string>, ...folders: readonly string[]) =>
  [...files].filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)));

describe('a thread loads what it serves, and', () => {
  it.each(entries)('%s neither draws a report nor packs nor reads a schedule', (name) => {
    const { files, packages } = loadedWith(`${THREADS}/${name}`);
    for (const one of ['pdfkit', 'yazl', 'croner', 'zod']) expect(packages).not.toContain(one);
    expect(below(files, 'electron/report', 'electron/package', 'shared/reporting')).toEqual([]);
  });

  it.each(entries)('%s loads the reader of a rare kind of file when it meets one', (name) => {
    const { packages } = loadedWith(`${THREADS}/${name}`);
    for (const one of ['hyparquet', 'hyparquet-compressors', 'yauzl']) {
      expect(packages).not.toContain(one);
    }
  });

  it.each(['writer', 'parser', 'unit', 'match', 'leaves', 'check'])(
    '%s reads no rule from its text, which is done once for all',
    (name) => {
      const { files, packages } = thread(name);
      expect(packages).not.toContain('yaml');
      expect(files).not.toContain('shared/detection/rule-set.ts');
      expect(below(files, 'shared/detection/parse')).toEqual([]);
    },
  );

  it('the analyst loads neither the case nor a job before it is asked for one', () => {
    const { files, packages } = thread('analyst');
    expect(packages).toEqual(new Set());
    expect(files).not.toContain('electron/engine/read-engine.ts');
    expect([...files].filter((file) => file.endsWith('-job.ts'))).toEqual([]);
  });

  it('the writer neither reads evidence for the officer nor answers her before she asks', () => {
    const { files } = thread('writer');
    expect([...files].filter((file) => file.endsWith('-commands.ts'))).toEqual([
      'electron/engine/retention/retention-commands.ts',
    ]);
    expect(files).not.toContain('electron/engine/read-engine.ts');
  });

  it('threads that read evidence or match rules cannot open a case', () => {
    for (const name of ['parser', 'unit', 'match', 'leaves', 'check']) {
      expect(thread(name).files, name).not.toContain('electron/store/case-store.ts');
    }
  });
});

describe('the thread of a host', () => {
  it.each(['electron/cli.ts', 'electron/workers/create-app.ts', 'electron/loopback.ts'])(
    'loads nothing of the engine with %s but the shape of a call',
    (entry) => {
      const { files, packages } = loadedWith(entry);
      const inside = below(files, 'electron/engine', 'electron/intake', 'shared/detection');
      expect(inside.filter((file) => file !== 'electron/engine/scope.ts')).toEqual([]);
      for (const one of ['better-sqlite3', 'yaml', 're2js']) expect(packages).not.toContain(one);
    },
  );

  it('answers --help and a wrong word without the application', () => {
    const { files, packages } = loadedWith('electron/cli.ts');
    expect(packages).toEqual(new Set());
    expect(files).not.toContain('electron/workers/create-app.ts');
    expect(files).not.toContain('shared/contract/procedures.ts');
  });
});
