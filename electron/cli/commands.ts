// The commands, in the order in which help lists them.

import type { Command } from './command.ts';
import { alertsCommand } from './commands/alerts.ts';
import { caseDecryptCommand, caseEncryptCommand } from './commands/case-protection.ts';
import { detectCommand } from './commands/detect.ts';
import { exceptionsCommand } from './commands/exceptions.ts';
import { exportCommand } from './commands/export.ts';
import { holdCommand } from './commands/hold.ts';
import { importCommand } from './commands/import.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { indexCommand } from './commands/index-text.ts';
import { matchCommand } from './commands/match.ts';
import { packageCommand } from './commands/package.ts';
import { proveCommand } from './commands/prove.ts';
import { reportCommand } from './commands/report.ts';
import { rerunCommand } from './commands/rerun.ts';
import { retentionCommand } from './commands/retention.ts';
import { reviewCommand } from './commands/review.ts';
import { reviewsCommand, reviewsRunCommand } from './commands/reviews.ts';
import { rulesCheckCommand } from './commands/rules-check.ts';
import { rulesTestCommand } from './commands/rules-test.ts';
import { searchCommand } from './commands/search.ts';
import { selftestCommand } from './commands/selftest.ts';
import { serveCommand } from './commands/serve.ts';
import { timelineCommand } from './commands/timeline.ts';
import { verifyCommand } from './commands/verify.ts';

export const COMMANDS: readonly Command[] = [
  reviewCommand,
  importCommand,
  indexCommand,
  verifyCommand,
  matchCommand,
  rulesCheckCommand,
  rulesTestCommand,
  detectCommand,
  searchCommand,
  timelineCommand,
  alertsCommand,
  exceptionsCommand,
  incidentsCommand,
  reviewsCommand,
  reviewsRunCommand,
  reportCommand,
  proveCommand,
  packageCommand,
  exportCommand,
  selftestCommand,
  rerunCommand,
  retentionCommand,
  holdCommand,
  caseEncryptCommand,
  caseDecryptCommand,
  serveCommand,
];
