// Builds dist/: the page (dist/renderer) and the program (dist/electron, dist/shared).
//
// The program keeps its folders, one module per source, so that addresses relative to a module
// (a thread's entry, the resources) mean the same as in the sources. The preload script alone
// becomes one CommonJS file: the sandbox can load nothing else. Packages stay in node_modules.

import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin } from 'vite';
import { ROOT } from './root.ts';
import { digestOf, ifChanged } from './stamp.ts';
import { threadAddresses, threadEntries } from './thread-entries.ts';

const COMMON_INPUTS = [
  'shared',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'build/bundle.ts',
  'build/thread-entries.ts',
];
const ENTRIES = ['main', 'loopback', 'cli'];
const TARGET = 'node24';

export async function buildRenderer(): Promise<boolean> {
  const stamp = join(ROOT, 'dist', '.renderer-stamp');
  return ifChanged(stamp, digestOf([...COMMON_INPUTS, 'renderer']), async () => {
    await build({
      configFile: join(ROOT, 'renderer', 'vite.config.ts'),
      logLevel: 'error',
      mode: 'production',
    });
  });
}

export async function buildProgram(): Promise<boolean> {
  const stamp = join(ROOT, 'dist', '.program-stamp');
  return ifChanged(stamp, digestOf([...COMMON_INPUTS, 'electron']), async () => {
    for (const folder of ['electron', 'shared']) {
      rmSync(join(ROOT, 'dist', folder), { recursive: true, force: true });
    }
    await build(programConfig());
    await build(preloadConfig());
    chmodSync(join(ROOT, 'dist', 'electron', 'cli.js'), 0o755);
  });
}

function programConfig(): InlineConfig {
  const threads = threadEntries();
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    plugins: [onlyDeclaredPackages(), threadAddresses()],
    build: {
      outDir: join(ROOT, 'dist'),
      emptyOutDir: false,
      ssr: true,
      target: TARGET,
      minify: false,
      rolldownOptions: {
        input: [...ENTRIES.map((name) => join(ROOT, 'electron', `${name}.ts`)), ...threads],
        external: (id) => isPackage(id),
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: ROOT,
          entryFileNames: '[name].js',
          // `sealwatch` on the command line of an installed package.
          banner: (chunk) => (chunk.fileName === 'electron/cli.js' ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  };
}

function preloadConfig(): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: join(ROOT, 'dist', 'electron'),
      emptyOutDir: false,
      ssr: true,
      target: TARGET,
      minify: false,
      rolldownOptions: {
        input: join(ROOT, 'electron', 'preload.ts'),
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  };
}

/** The installed program has the dependencies of package.json and no others. */
function onlyDeclaredPackages(): Plugin {
  const description = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const declared = new Set(['electron', ...Object.keys(description.dependencies)]);
  return {
    name: 'sealwatch-only-declared-packages',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of [...chunk.imports, ...chunk.dynamicImports]) {
          if (id in bundle || isNodeModule(id)) continue;
          const name = id
            .split('/')
            .slice(0, id.startsWith('@') ? 2 : 1)
            .join('/');
          if (!declared.has(name)) {
            this.error(
              `${chunk.fileName} imports ${name}, which is not among the dependencies of package.json`,
            );
          }
        }
      }
    },
  };
}

function isPackage(id: string): boolean {
  return (
    !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0') && !/^[A-Za-z]:/.test(id)
  );
}

function isNodeModule(id: string): boolean {
  return id.startsWith('node:') || builtinModules.includes(id);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = await buildRenderer();
  const program = await buildProgram();
  const said = (ran: boolean): string => (ran ? 'built' : 'up to date');
  console.log(
    `${relative(process.cwd(), join(ROOT, 'dist')) || '.'}: page ${said(page)}, program ${said(program)}`,
  );
}
