import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { FuseV1Options } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FUSES } from '../../build/fuses.ts';
import { ROOT } from '../../build/root.ts';

interface Configuration {
  readonly files: readonly string[];
  readonly asar: boolean;
  readonly asarUnpack: readonly string[];
  readonly afterPack: string;
  readonly publish: unknown;
  readonly linux: { readonly target: readonly string[]; readonly icon: string };
  readonly win: { readonly target: readonly string[]; readonly icon: string };
  readonly mac: { readonly target: readonly string[]; readonly icon: string };
}

const text = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
const configuration = parse(text) as Configuration;
const schema: object = createRequire(import.meta.url)('app-builder-lib/scheme.json');

function problems(value: unknown): readonly string[] {
  // The schema has a keyword of its own for functions, which a YAML file cannot hold.
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  const check = ajv.compile(schema);
  return check(value)
    ? []
    : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('the packaging', () => {
  it('follows the schema of electron-builder', () => {
    expect(problems(configuration)).toEqual([]);
  });

  it('would be told off by that schema', () => {
    expect(problems({ ...configuration, linux: { targets: ['deb'] } })).not.toEqual([]);
    expect(problems({ ...configuration, asra: true })).not.toEqual([]);
  });

  it('makes AppImage and deb, NSIS and dmg', () => {
    expect(configuration.linux.target).toEqual(['AppImage', 'deb']);
    expect(configuration.win.target).toEqual(['nsis']);
    expect(configuration.mac.target).toEqual(['dmg']);
  });

  it('keeps the program in one archive and the native module outside it', () => {
    expect(configuration.asar).toBe(true);
    expect(configuration.asarUnpack).toContain('node_modules/better-sqlite3/**');
  });

  it('publishes nothing', () => {
    expect(configuration.publish).toBeNull();
  });

  it('names files that exist', () => {
    for (const path of [
      configuration.afterPack,
      configuration.linux.icon,
      configuration.win.icon,
      configuration.mac.icon,
    ]) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  it('decides every fuse that this Electron has', () => {
    const all = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
    expect(all.filter((fuse) => !(fuse in FUSES))).toEqual([]);
    expect(FUSES.strictlyRequireAllFuses).toBe(true);
  });

  it('leaves no way to run other code through the binary', () => {
    expect(FUSES[FuseV1Options.RunAsNode]).toBe(false);
    expect(FUSES[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(false);
    expect(FUSES[FuseV1Options.EnableNodeCliInspectArguments]).toBe(false);
    expect(FUSES[FuseV1Options.OnlyLoadAppFromAsar]).toBe(true);
    expect(FUSES[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(false);
  });
});
