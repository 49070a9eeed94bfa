// The writer: commands of the officer and steps of jobs, over the only read-write connection.

import type { EngineHost } from '../engine/host.ts';
import type { OfficerCommands } from '../engine/officer-commands.ts';
import { createWriteEngine } from '../engine/write-engine.ts';
import { openCaseWriter } from '../store/case-store.ts';
import type { CaseKey } from '../store/cipher.ts';
import { rewriteCase } from '../store/cipher-rewrite.ts';
import type { CallArgs, RewriteArgs, Service } from './service.ts';

/**
 * Opens the case on the first call, and again on the next one where opening failed. `rewrite` puts
 * the case under another key, or none; it is closed for that.
 */
export function writerService(caseFile: string, host: EngineHost, caseKey?: CaseKey): Service {
  let opened: ReturnType<typeof openWriter> | undefined;
  /** Commands that wait for their half of the program to be loaded. */
  let waiting: Promise<unknown> = Promise.resolve();
  const close = (): void => {
    const closing = opened;
    opened = undefined;
    closing?.close();
  };
  return {
    async handle(name, args) {
      if (name === 'rewrite') {
        await waiting;
        close();
        rewriteCase(caseFile, caseKey, (args as RewriteArgs).to);
        return {};
      }
      opened ??= openWriter(caseFile, host, caseKey);
      const { engine } = opened;
      if (name === 'open') return {};
      if (name.startsWith('step:')) return engine.step(name.slice(5), args);
      const { input, scope } = args as CallArgs;
      const answer = opened.commands().then((commands) => commands.run(name, input, scope));
      waiting = Promise.allSettled([waiting, answer]);
      return await answer;
    },
    async close() {
      await waiting;
      close();
    },
  };
}

function openWriter(caseFile: string, host: EngineHost, caseKey: CaseKey | undefined) {
  const store = openCaseWriter(caseFile, caseKey);
  const engine = createWriteEngine(store, host);
  let commands: Promise<OfficerCommands> | undefined;
  return {
    engine,
    /** Loaded with the first of them: an import needs none. */
    commands: () =>
      (commands ??= import('../engine/officer-commands.ts').then(({ officerCommands }) =>
        officerCommands(engine),
      )),
    close() {
      try {
        engine.close();
      } finally {
        store.close();
      }
    },
  };
}
