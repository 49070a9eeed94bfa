// Which job runs where. Analyst jobs may ask for the case; parser jobs never see it.

import { checkFilesJob } from './tools/check-files-job.ts';
import { detectJob } from './detection/detect-job.ts';
import { explainJob } from './detection/explain-job.ts';
import { indexTextJob } from './events/index-text-job.ts';
import { importJob, importSampleJob } from './evidence/import-job.ts';
import { matchJob } from './tools/match-job.ts';
import { packageJob } from './seal/package-job.ts';
import { verifySealJob } from './seal/verify-seal.ts';
import { previewExceptionJob } from './exceptions/preview-exception-job.ts';
import { previewJob } from './rules/preview-job.ts';
import { reportJob } from './report/report-job.ts';
import { retentionJob } from './retention/retention-job.ts';
import { reviewJob } from './reviews/review-job.ts';
import { selftestJob } from './tools/selftest-job.ts';
import { testFilesJob } from './tools/test-files-job.ts';
import { verifyFilesJob } from './tools/verify-files-job.ts';
import { verifyJob } from './evidence/verify-job.ts';
import type { Input, Output } from '../../shared/contract/procedures.ts';
import type { ImportContext } from './evidence/unit-reader.ts';
import type { JobHandler, JobName } from './handlers.ts';
import type { JobContext } from './jobs.ts';
import type { ReadEngine } from './read-engine.ts';

type AnyJob<Rest extends unknown[]> = (
  input: unknown,
  context: JobContext,
  ...rest: Rest
) => Promise<unknown>;

type ParserJob = 'evidence.import' | 'evidence.importSample';

const withCase: {
  readonly [N in Exclude<JobName, ParserJob>]: (engine: () => ReadEngine) => JobHandler<N>;
} = {
  'case.verifySeal': (engine) => verifySealJob(engine()),
  'package.make': (engine) => packageJob(engine()),
  'evidence.verify': (engine) => verifyJob(engine(), true),
  'evidence.check': (engine) => verifyJob(engine(), false),
  'events.index': (engine) => indexTextJob(engine()),
  'detect.run': (engine) => detectJob(engine()),
  'rules.preview': (engine) => previewJob(engine()),
  'exceptions.preview': (engine) => previewExceptionJob(engine()),
  'report.make': (engine) => reportJob(engine()),
  'retention.apply': (engine) => retentionJob(engine()),
  'reviews.run': (engine) => reviewJob(engine()),
  'rules.checkFiles': () => checkFilesJob,
  'tools.verify': () => verifyFilesJob,
  'rules.testFiles': () => testFilesJob,
  'detection.explain': (engine) => explainJob(engine()),
  'tools.match': () => matchJob,
  'tools.selftest': () => selftestJob,
};

export const analystJobs: Readonly<Record<string, AnyJob<[() => ReadEngine]>>> = Object.fromEntries(
  Object.entries(withCase).map(([name, create]) => [
    name,
    (input, context, engine) => create(engine)(input as never, context),
  ]),
);

const parsing: {
  readonly [N in ParserJob]: (input: Input<N>, context: ImportContext) => Promise<Output<N>>;
} = {
  'evidence.import': importJob,
  'evidence.importSample': importSampleJob,
};

export const parserJobs: Readonly<
  Record<string, (input: unknown, context: ImportContext) => Promise<unknown>>
> = Object.fromEntries(
  Object.entries(parsing).map(([name, job]) => [
    name,
    (input, context) => job(input as never, context),
  ]),
);
