// Which job runs where. Analyst jobs may ask for the case; parser jobs never see it. A job's part of
// the program is loaded when the job is first asked for, so that no thread loads what it never does.

import type { Input, Output } from '../../shared/contract/procedures.ts';
import type { ImportContext } from './evidence/unit-reader.ts';
import type { JobHandler, JobName } from './handlers.ts';
import type { JobContext } from './jobs.ts';
import type { ReadEngine } from './read-engine.ts';

type ParserJob = 'evidence.import' | 'evidence.importSample';

/** Throws FailureError where the case cannot be opened. */
type OpenCase = () => Promise<ReadEngine>;

const analysing: {
  readonly [N in Exclude<JobName, ParserJob>]: (open: OpenCase) => Promise<JobHandler<N>>;
} = {
  'case.verifySeal': async (open) =>
    (await import('./seal/verify-seal.ts')).verifySealJob(await open()),
  'package.make': async (open) => (await import('./seal/package-job.ts')).packageJob(await open()),
  'evidence.verify': async (open) =>
    (await import('./evidence/verify-job.ts')).verifyJob(await open(), true),
  'evidence.check': async (open) =>
    (await import('./evidence/verify-job.ts')).verifyJob(await open(), false),
  'evidence.look': async () => (await import('./evidence/look-job.ts')).lookJob,
  'events.index': async (open) =>
    (await import('./text-index/index-text-job.ts')).indexTextJob(await open()),
  'detect.run': async (open) => (await import('./detection/detect-job.ts')).detectJob(await open()),
  'rules.import': async (open) =>
    (await import('./rules/import-rules-job.ts')).importRulesJob(await open()),
  'rules.preview': async (open) =>
    (await import('./rules/preview-job.ts')).previewJob(await open()),
  'exceptions.preview': async (open) =>
    (await import('./exceptions/preview-exception-job.ts')).previewExceptionJob(await open()),
  'report.make': async (open) => (await import('./report/report-job.ts')).reportJob(await open()),
  'retention.apply': async (open) =>
    (await import('./retention/retention-job.ts')).retentionJob(await open()),
  'reviews.run': async (open) => (await import('./reviews/review-job.ts')).reviewJob(await open()),
  'detection.explain': async (open) =>
    (await import('./detection/explain-job.ts')).explainJob(await open()),
  'rules.checkFiles': async () => (await import('./tools/check-files-job.ts')).checkFilesJob,
  'rules.testFiles': async () => (await import('./tools/test-files-job.ts')).testFilesJob,
  'tools.verify': async () => (await import('./tools/verify-files-job.ts')).verifyFilesJob,
  'tools.match': async () => (await import('./tools/match-job.ts')).matchJob,
  'tools.selftest': async () => (await import('./tools/selftest-job.ts')).selftestJob,
};

const parsing: {
  readonly [N in ParserJob]: () => Promise<
    (input: Input<N>, context: ImportContext) => Promise<Output<N>>
  >;
} = {
  'evidence.import': async () => (await import('./evidence/import-job.ts')).importJob,
  'evidence.importSample': async () => (await import('./evidence/import-job.ts')).importSampleJob,
};

/** By the name of the procedure, where inputs are no longer told apart: the contract checked them. */
type LoadJob<Open extends unknown[], Context> = (
  ...open: Open
) => Promise<(input: unknown, context: Context) => Promise<unknown>>;

export const analystJobs = analysing as Readonly<
  Partial<Record<string, LoadJob<[OpenCase], JobContext>>>
>;

export const parserJobs = parsing as Readonly<Partial<Record<string, LoadJob<[], ImportContext>>>>;
