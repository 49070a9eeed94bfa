import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../build/layer-table.ts';
import { checkProject, checkSource } from '../../build/layers.ts';
import { ROOT } from '../../build/root.ts';

const messages = (file: string, text: string) =>
  checkSource(file, text).map((violation) => violation.message);

describe('the layers', () => {
  it('hold in this project', () => {
    expect(checkProject(ROOT)).toEqual([]);
  });

  it.each([
    ['shared/domain/a.ts', "import { b } from '../contract/b.ts';"],
    ['shared/domain/a.ts', "import type { B } from '../contract/b.ts';"],
    ['shared/domain/a.ts', "export * from '../contract/b.ts';"],
    ['shared/domain/a.ts', "export { b } from '../contract/b.ts';"],
    ['shared/domain/a.ts', "const b = await import('../contract/b.ts');"],
    ['shared/domain/a.ts', "type B = import('../contract/b.ts').B;"],
    ['shared/domain/a.ts', "import '../contract/b.ts';"],
    ['shared/base/a.ts', "import { b } from '../domain/b.ts';"],
    ['electron/desktop/a.ts', "import { b } from '../store/b.ts';"],
    ['electron/loopback/a.ts', "import { b } from '../engine/b.ts';"],
    ['electron/cli/a.ts', "import { b } from '../loopback/b.ts';"],
    ['renderer/ui/a.tsx', "import { b } from '../features/alerts/b.tsx';"],
    ['renderer/app/a.tsx', "import { b } from '../../electron/places/places.ts';"],
  ])('refuse in %s: %s', (file, text) => {
    expect(messages(file, text)).toHaveLength(1);
  });

  it.each([
    ['shared/base/a.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/base/a.ts', "import { readFileSync } from 'fs';"],
    ['shared/query/a.ts', "import { z } from 'zod';"],
    ['shared/detection/a.ts', "import { RE2JS } from 're2js';"],
    ['renderer/features/alerts/a.tsx', "import * as echarts from 'echarts/core';"],
    ['renderer/charts/a.ts', "import * as monaco from 'monaco-editor/editor/editor.api.js';"],
    ['renderer/client/a.ts', "import { join } from 'node:path';"],
    ['electron/workers/a.ts', "import { app } from 'electron';"],
    ['electron/engine/a.ts', "import Database from 'better-sqlite3';"],
    ['electron/preload.ts', "import { readFileSync } from 'node:fs';"],
  ])('refuse the library in %s: %s', (file, text) => {
    expect(messages(file, text)).toHaveLength(1);
  });

  it('keep features apart, and let one feature be several files', () => {
    const file = 'renderer/features/alerts/a.tsx';
    expect(messages(file, "import { b } from '../rules/b.tsx';")[0]).toContain('another feature');
    expect(messages(file, "import { b } from './parts/b.tsx';")).toEqual([]);
  });

  it('let nothing import tests or the build', () => {
    expect(messages('electron/engine/a.ts', "import '../../test/b.ts';")).toHaveLength(1);
    expect(messages('renderer/app/a.ts', "import '../../build/b.ts';")).toHaveLength(1);
    expect(messages('test/a.test.ts', "import '../build/b.ts';")).toEqual([]);
  });

  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const t = Date();',
    'const t = Math.random();',
    "const t = Math['random']();",
    'const t = performance.now();',
    'const t = crypto.randomUUID();',
    'const clock = Date.now;',
  ])('keep the clock and chance out of shared/: %s', (text) => {
    expect(messages('shared/domain/a.ts', text)).toHaveLength(1);
    expect(messages('electron/engine/a.ts', text)).toEqual([]);
  });

  it('allow a date made from a given time', () => {
    expect(messages('shared/domain/a.ts', 'const t = new Date(0); Date.UTC(2026, 0);')).toEqual([]);
  });

  it('refuse what cannot be checked', () => {
    expect(messages('electron/cli/a.ts', 'await import(name);')[0]).toContain('computed');
    expect(messages('electron/somewhere/a.ts', '')[0]).toContain('no layer');
    expect(messages('shared/base/a.ts', 'const = ;')[0]).toContain('cannot be parsed');
    expect(messages('shared/base/a.ts', "import '../../../x.ts';")[0]).toContain('outside');
  });

  it('say where', () => {
    const [violation] = checkSource('shared/base/a.ts', "\n\nimport 'node:fs';");
    expect(violation).toMatchObject({ file: 'shared/base/a.ts', line: 3 });
  });

  it('name each other rightly: every layer that the table allows is in the table', () => {
    const names = new Set(Object.keys(LAYERS));
    for (const layer of Object.values(LAYERS)) {
      for (const name of layer.may) {
        expect(name.endsWith('*') || names.has(name), name).toBe(true);
      }
    }
  });
});
