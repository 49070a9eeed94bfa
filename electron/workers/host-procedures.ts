// The procedures that the host itself answers: about this machine's files, its jobs, its cases.

import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import type { AppOptions } from './app.ts';
import type { CaseProtection } from './case-protection.ts';
import type { FileTokens } from './file-tokens.ts';
import type { JobRegistry } from './job-registry.ts';

type HostName = Extract<ProcedureName, `host.${string}`>;

export type HostProcedures = {
  readonly [N in HostName]: (input: Input<N>) => Promise<Output<N>>;
};

export interface HostParts {
  readonly options: AppOptions;
  readonly tokens: FileTokens;
  readonly jobs: JobRegistry;
  readonly caseFile: () => string;
  readonly switchCase: (path: string, passphrase: string | undefined) => Promise<void>;
  readonly protection: CaseProtection;
  /** Where an exhibit of the case was opened from; `undefined` where there is none of this number. */
  readonly pathOfExhibit: (sourceId: number) => Promise<string | undefined>;
}

export const CASE_ENDING = '.sealwatch';

export function hostProcedures(parts: HostParts): HostProcedures {
  const { options, tokens, jobs } = parts;
  const given = (token: string): string => {
    const path = tokens.pathOf(token);
    if (path === undefined) {
      throw new FailureError(
        failure('file.unknown-token', 'That file was not chosen in this session; choose it again.'),
      );
    }
    return path;
  };
  return {
    'host.info': async () => ({
      name: options.hostName,
      version: options.version,
      platform: process.platform,
      nativeDialogs: options.pickFiles !== undefined,
      sampleCase: existsSync(join(options.resourcesFolder, 'sample', 'sample.json')),
    }),
    async 'host.pick'({ purpose }) {
      if (!options.pickFiles) {
        throw new FailureError(
          failure('host.no-dialogs', 'This host has no dialogs of its own; browse instead.'),
        );
      }
      const paths = await options.pickFiles(purpose);
      return { files: paths.map((path) => ({ token: tokens.mint(path), name: basename(path) })) };
    },
    async 'host.browse'({ folder }) {
      const path = folder === null ? homedir() : given(folder);
      return await listFolder(path, tokens);
    },
    async 'host.exhibitFile'({ sourceId }) {
      const path = await parts.pathOfExhibit(sourceId);
      if (path === undefined) {
        throw new FailureError(
          failure('source.unknown', `There is no exhibit number ${String(sourceId)}.`),
        );
      }
      return { token: tokens.mint(path), name: basename(path) };
    },
    'host.jobs': async () => ({ jobs: jobs.list() }),
    async 'host.cancel'({ job }) {
      if (!jobs.cancel(job)) {
        throw new FailureError(failure('job.not-running', 'That job has ended already.'));
      }
      return {};
    },
    async 'host.cases'() {
      const open = resolve(parts.caseFile());
      const names = existsSync(options.dataFolder) ? await readdir(options.dataFolder) : [];
      const paths = new Set(
        names
          .filter((name) => name.endsWith(CASE_ENDING))
          .map((name) => resolve(options.dataFolder, name)),
      );
      if (existsSync(open)) paths.add(open);
      const cases = [];
      for (const path of [...paths].sort()) {
        const { size, mtimeMs } = await stat(path);
        cases.push({
          token: tokens.mint(path),
          name: basename(path, CASE_ENDING),
          bytes: size,
          modifiedMs: mtimeMs,
          open: path === open,
        });
      }
      return { cases };
    },
    async 'host.openCase'({ file, passphrase }) {
      await parts.switchCase(given(file), passphrase);
      return {};
    },
    async 'host.createCase'({ name, passphrase }) {
      const fileName = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').replace(/^\.+/, '_');
      const path = join(options.dataFolder, `${fileName}${CASE_ENDING}`);
      if (existsSync(path)) {
        throw new FailureError(
          failure('case.exists', `${path}: there is a case of that name already.`),
        );
      }
      await mkdir(options.dataFolder, { recursive: true });
      await parts.switchCase(path, passphrase);
      return {};
    },
    'host.protection': async () => parts.protection.state(),
    async 'host.unlock'({ passphrase }) {
      await parts.protection.unlock(passphrase);
      return {};
    },
    'host.setPassphrase': ({ current, next }) => parts.protection.setPassphrase(current, next),
  };
}

/** Entries that cannot be looked at (permissions, broken links) are left out of a listing. */
async function listFolder(path: string, tokens: FileTokens): Promise<Output<'host.browse'>> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(failure('file.unreadable', `${path}: ${reason}`));
  }
  const entries: Output<'host.browse'>['entries'] = [];
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const full = join(path, name);
    const info = await stat(full).then(
      (value) => value,
      () => undefined,
    );
    if (!info || (!info.isFile() && !info.isDirectory())) continue;
    entries.push({
      token: tokens.mint(full),
      name,
      kind: info.isDirectory() ? 'folder' : 'file',
      bytes: info.isFile() ? info.size : null,
      modifiedMs: info.mtimeMs,
    });
  }
  entries.sort((a, b) =>
    a.kind === b.kind ? a.name.localeCompare(b.name, 'en') : a.kind === 'folder' ? -1 : 1,
  );
  const parent = dirname(path);
  return {
    path,
    token: tokens.mint(path),
    parent: parent === path ? null : tokens.mint(parent),
    entries,
  };
}
