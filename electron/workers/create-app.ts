// The application: checks every message, sends it to the thread that answers it, follows jobs, tells
// all callers what changed. The one dispatcher behind every host.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Result } from '../../shared/base/result.ts';
import type { Response } from '../../shared/contract/client.ts';
import type { ChangeTopic, Notice, Progress } from '../../shared/contract/procedure.ts';
import {
  contract,
  type Input,
  type Output,
  type ProcedureName,
} from '../../shared/contract/procedures.ts';
import { digestFilesIn, type CallScope, type DigestFiles } from '../engine/scope.ts';
import type { App, AppOptions, Session } from './app.ts';
import { busyCase, caseProtection, keyForOpening } from './case-protection.ts';
import { caseServices, type CaseAndKey, type ServiceLinks } from './case-services.ts';
import { createFileTokens } from './file-tokens.ts';
import { hostProcedures } from './host-procedures.ts';
import { createJobRegistry } from './job-registry.ts';
import { givenKey } from './key-file.ts';
import { inPresentForm } from './present-form.ts';
import { checkCall, readRequest } from './requests.ts';
import { previewPreparation } from './preview-preparation.ts';
import { createTextIndexing } from './text-indexing.ts';
import { startReviews } from './reviews.ts';
import { LOOK_EVERY_MS, lookAtPath, startWatching } from './watch-folders.ts';
import { isOverAllEvents, CHANGES, PARSER_JOBS, READ_ONLY_JOBS } from './routing.ts';
import { failureOf, type CallHooks } from './rpc.ts';
import { threadedServices } from './thread-pool.ts';
import { hostOf, type ThreadData } from './threads/thread-data.ts';

/** A thread that was asked for so long has taken much memory. */
const LONG_JOB_MS = 5_000;

/** After the case itself has become another one. */
const EVERYTHING: readonly ChangeTopic[] = [
  'case',
  'sources',
  'alerts',
  'rules',
  'incidents',
  'settings',
  'reviews',
];

export async function createApp(options: AppOptions): Promise<App> {
  await mkdir(dirname(options.caseFile), { recursive: true });
  let keys: Record<number, string> = {};
  let digestFiles: Record<number, DigestFiles> = {};
  const callers = new Set<(response: Response) => void>();
  const tokens = createFileTokens();

  const broadcast = (notice: Notice) => {
    for (const send of callers) send({ type: 'notice', notice });
  };
  const changed = (what: readonly ChangeTopic[]) => {
    if (what.length > 0) broadcast({ topic: 'changed', what: [...what] });
  };
  let parserJobs = 0;
  const jobs = createJobRegistry(
    () => Date.now(),
    (job) => broadcast({ topic: 'job', job }),
  );

  // The program proper, which the thread of a host has no other use for.
  const inProcess = options.topology === 'in process' ? await import('./in-process.ts') : undefined;
  const start = ({ file, key }: CaseAndKey): ServiceLinks => {
    const data: ThreadData = {
      caseFile: file,
      resourcesFolder: options.resourcesFolder,
      version: options.version,
      operatingUser: `${userInfo().username}@${hostname()}`,
      caseKey: key,
    };
    if (inProcess) return inProcess.inProcessServices(file, hostOf(data), key);
    return threadedServices(data, {
      oneReader: options.hostName === 'command line' && !options.reviews,
      onDeath: (name, reason) =>
        broadcast({
          topic: 'thread',
          name,
          message: `The ${name} thread ended (${reason}); it starts again with the next call.`,
        }),
    });
  };
  const theCase = caseServices(
    { file: options.caseFile, key: await keyForOpening(options.caseFile, options.passphrase) },
    start,
  );

  const prepareForPreviews = previewPreparation(theCase);

  const switchCase = async (path: string, passphrase: string | undefined) => {
    const given = passphrase === undefined ? undefined : { text: passphrase, insist: true };
    const key = await keyForOpening(path, given);
    jobs.cancelAll();
    try {
      await theCase.switchTo({ file: path, key });
      keys = {};
      digestFiles = {};
      void reviewsOn();
      warmUp();
    } finally {
      changed(EVERYTHING);
    }
  };

  const protection = caseProtection({
    file: () => theCase.current().file,
    key: () => theCase.current().key,
    async reopen(key) {
      await theCase.reopen(key);
      changed(EVERYTHING);
    },
    async tryReading() {
      const args = { input: {}, scope: { paths: {}, keys, digestFiles } };
      await (await theCase.link('reader', false)).call('case.info', args);
    },
    async rewrite(args) {
      try {
        await theCase.rewrite(args);
      } finally {
        changed(EVERYTHING);
      }
    },
    async note(act) {
      await (await theCase.link('writer', false)).call('step:note', { act, detail: '' });
      changed(['case']);
    },
    onUnlocked() {
      changed(EVERYTHING);
      void reviewsOn();
      warmUp();
    },
    isBusy: () => jobs.list().some((job) => job.state === 'running'),
  });

  const host = hostProcedures({
    options,
    tokens,
    jobs,
    caseFile: () => theCase.current().file,
    switchCase,
    protection,
    async pathOfExhibit(sourceId) {
      const { sources } = (await run('evidence.list', {}, {})) as Output<'evidence.list'>;
      return sources.find(({ source }) => source.id === sourceId)?.source.path;
    },
  });

  /** The reader needs a file; a case that is not there yet is made by the writer. */
  const ensureCase = async () => {
    if (!existsSync(theCase.current().file)) await openForWriting();
  };
  const openForWriting = async () => (await theCase.link('writer', false)).call('open', {});

  const othersRun = (id: number) =>
    jobs.list().some((job) => job.state === 'running' && job.id !== id);

  const takeKey = async (input: Input<'evidence.setKey'>) => {
    const key = await givenKey(input, tokens);
    const { [input.sourceId ?? 0]: _before, ...others } = keys;
    keys = key === undefined ? others : { ...others, [input.sourceId ?? 0]: key };
    return {};
  };

  const query = (name: ProcedureName, args: unknown, hooks: CallHooks): Promise<unknown> =>
    inPresentForm(async () => {
      const link = await theCase.link(isOverAllEvents(name) ? 'searcher' : 'reader', false);
      return link.call(name, args, hooks);
    }, openForWriting);

  /** The case knows what is watched, the watch what stands in its way. */
  const withProblems = (answer: unknown): Output<'evidence.watched'> => {
    const problems = watching?.problems();
    const { watched } = answer as Output<'evidence.watched'>;
    return {
      watched: watched.map((each) => {
        const problem = problems?.get(each.path);
        return problem === undefined ? each : { ...each, problem };
      }),
    };
  };

  const run = async (name: ProcedureName, input: unknown, hooks: CallHooks): Promise<unknown> => {
    const procedure = contract[name];
    const scope: CallScope = { paths: tokens.pathsIn(input), keys, digestFiles };
    const args = { input, scope };
    switch (procedure.kind) {
      case 'host': {
        const answer = host[name as keyof typeof host] as (input: unknown) => Promise<unknown>;
        return await answer(input);
      }
      case 'query':
        await ensureCase();
        // A command tries no rule while it is written.
        if (name === 'rules.check' && options.reviews) prepareForPreviews();
        if (name === 'evidence.watched') return withProblems(await query(name, args, hooks));
        return await query(name, args, hooks);
      case 'command': {
        if (name === 'evidence.setKey') {
          const answer = await takeKey(input as Input<'evidence.setKey'>);
          changed(CHANGES[name] ?? []);
          return answer;
        }
        const answer = await (await theCase.link('writer', false)).call(name, args, hooks);
        changed(CHANGES[name] ?? []);
        return answer;
      }
      case 'job': {
        const job = jobs.start(name, procedure.title ?? name);
        const forParser = PARSER_JOBS.has(name);
        const startedMs = Date.now();
        if (forParser) parserJobs++;
        const withWriter = !READ_ONLY_JOBS.has(name);
        const cancelled = AbortSignal.any([job.signal, ...(hooks.signal ? [hooks.signal] : [])]);
        const progress = (value: Progress) => {
          job.progress(value);
          hooks.onProgress?.(value);
        };
        try {
          if (name === 'retention.apply' && othersRun(job.id)) {
            throw busyCase();
          }
          const service = forParser ? 'parser' : 'analyst';
          // Its thread starts while the writer makes the case.
          const link = await theCase.link(service, withWriter);
          if (withWriter) await ensureCase();
          const answer = await inPresentForm(
            () => link.call(name, args, { onProgress: progress, signal: cancelled }),
            openForWriting,
          );
          job.end(null);
          if (name === 'evidence.verify') {
            // Files that a check could be made with are at hand for the next one.
            const { sourceId, ...given } = input as Input<'evidence.verify'>;
            const of = sourceId ?? 0;
            digestFiles = {
              ...digestFiles,
              [of]: { ...digestFiles[of], ...digestFilesIn(scope, given) },
            };
          }
          return answer;
        } catch (error) {
          job.end(failureOf(error, cancelled.aborted));
          throw error;
        } finally {
          // No thread goes on showing from its memory what was dropped.
          if (name === 'retention.apply') await theCase.reopen(theCase.current().key);
          if (withWriter) changed(CHANGES[name] ?? []);
          // What a long import took is room for what comes behind it.
          if (forParser && --parserJobs === 0 && Date.now() - startedMs > LONG_JOB_MS) {
            await theCase.rest('parser');
          }
          if (forParser || name === 'retention.apply') {
            textIndexing?.wanted();
            warmUp();
          }
        }
      }
    }
  };

  /** Every call of every host comes through here. */
  const dispatch = async (
    name: unknown,
    input: unknown,
    hooks: CallHooks,
  ): Promise<Result<unknown>> => {
    const checked = checkCall(name, input);
    if (!checked.ok) return checked;
    try {
      return { ok: true, value: await run(checked.value.name, checked.value.input, hooks) };
    } catch (error) {
      return { ok: false, error: failureOf(error, hooks.signal?.aborted ?? false) };
    }
  };

  // An open window has time for what makes searches quick; a command does not wait for it.
  const textIndexing = options.reviews
    ? createTextIndexing((name, input) => dispatch(name, input, {}))
    : undefined;

  /** An open window will look at the case; a command looks once. What fails here fails there aloud. */
  const warmUp = () => {
    if (!options.reviews || !existsSync(theCase.current().file)) return;
    if (!protection.state().unlocked) return;
    void dispatch('events.warmUp', {}, {});
    void settleUnfinished().catch(() => undefined);
  };

  /**
   * What a process that was killed was reading stands as being read until the case is opened for writing;
   * a window says how it is at once. Another process that has the case open may well be reading it: then
   * it cannot be opened, and nothing has to be said.
   */
  const settleUnfinished = async () => {
    const { sources } = (await run('evidence.list', {}, {})) as Output<'evidence.list'>;
    if (parserJobs > 0 || !sources.some(({ source }) => source.status === 'importing')) return;
    await openForWriting();
    changed(['case', 'sources']);
  };

  const connect = (send: (response: Response) => void): Session => {
    callers.add(send);
    const calls = new Map<number, AbortController>();
    let open = true;
    return {
      receive(message) {
        const request = readRequest(message);
        if (request === undefined || !open) return;
        if (request.type === 'cancel') {
          calls.get(request.id)?.abort();
          return;
        }
        const abort = new AbortController();
        calls.set(request.id, abort);
        const hooks: CallHooks = {
          signal: abort.signal,
          onProgress: (progress) => {
            if (open) send({ type: 'progress', id: request.id, progress });
          },
        };
        void dispatch(request.name, request.input, hooks).then((result) => {
          calls.delete(request.id);
          if (open) send({ type: 'answer', id: request.id, result });
        });
      },
      close() {
        open = false;
        callers.delete(send);
      },
    };
  };

  const sayReviews = (message: string) => broadcast({ topic: 'thread', name: 'reviews', message });
  // A case that cannot be opened stops its reviews, not the window that says why.
  const beginReviews = () =>
    startReviews({
      call: (name, input) => dispatch(name, input, {}),
      nowMs: () => Date.now(),
      onFailure: sayReviews,
    }).catch((error: unknown) => {
      sayReviews(`Reviews do not run: ${failureOf(error, false).message}`);
      return undefined;
    });
  let reviews: ReturnType<typeof beginReviews> | undefined;
  /** Once there is a case that can be read: an encrypted one waits for its passphrase. */
  const reviewsOn = async () => {
    if (!options.reviews) return;
    try {
      if (!protection.state().unlocked) return;
      if ((await reviews) === undefined) reviews = beginReviews();
    } catch (error) {
      sayReviews(`Reviews do not run: ${failureOf(error, false).message}`);
    }
  };
  void reviewsOn();
  warmUp();

  // Beside the reviews: both are what an open window does by itself.
  const watching = options.reviews
    ? startWatching({
        call: (name, input) => dispatch(name, input, {}),
        tokenOf: (path) => tokens.mint(path),
        clock: {
          nowMs: () => Date.now(),
          after(delayMs, callback) {
            const timer = setTimeout(callback, delayMs);
            timer.unref();
            return () => clearTimeout(timer);
          },
        },
        look: lookAtPath,
        lookEveryMs: options.lookEveryMs ?? LOOK_EVERY_MS,
        onProblem: (message) => broadcast({ topic: 'thread', name: 'watching', message }),
        onSolved: (message) =>
          broadcast({ topic: 'thread', name: 'watching', message, isOver: true }),
        onChange: () => changed(['sources']),
      })
    : undefined;

  return {
    connect,
    mintToken: (path) => tokens.mint(path),
    async close() {
      watching?.stop();
      textIndexing?.stop();
      (await reviews)?.stop();
      jobs.cancelAll();
      await theCase.close();
    },
  };
}
