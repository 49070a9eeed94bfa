// Which job runs where. Analyst jobs may ask for the case; parser jobs never see it.

import { caseSealJob } from './case/case-seal.ts';
import { checkFilesJob } from './tools/check-files-job.ts';
import { detectJob } from './detection/detect-job.ts';
import { importJob, importSampleJob } from './evidence/import-job.ts';
import { matchJob } from './tools/match-job.ts';
import { previewJob } from './rules/preview-job.ts';
import { reportJob } from './report/report-job.ts';
import { reviewJob } from './reviews/review-job.ts';
import { verifyFilesJob } from './tools/verify-files-job.ts';
import { verifyJob } from './evidence/verify-job.ts';
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
  'case.verifySeal': (engine) => caseSealJob(engine()),
  'evidence.verify': (engine) => verifyJob(engine()),
  'detect.run': (engine) => detectJob(engine()),
  'rules.preview': (engine) => previewJob(engine()),
  'report.make': (engine) => reportJob(engine()),
  'reviews.run': (engine) => reviewJob(engine()),
  'rules.checkFiles': () => checkFilesJob,
  'tools.verify': () => verifyFilesJob,
  'tools.match': () => matchJob,
};

export const analystJobs: Readonly<Record<string, AnyJob<[() => ReadEngine]>>> = Object.fromEntries(
  Object.entries(withCase).map(([name, create]) => [
    name,
    (input, context, engine) => create(engine)(input as never, context),
  ]),
);

const parsing: { readonly [N in ParserJob]: JobHandler<N> } = {
  'evidence.import': importJob,
  'evidence.importSample': importSampleJob,
};

export const parserJobs: Readonly<Record<string, AnyJob<[]>>> = Object.fromEntries(
  Object.entries(parsing).map(([name, job]) => [
    name,
    (input, context) => job(input as never, context),
  ]),
);
