// The commands, in the order in which help lists them.

import type { Command } from './command.ts';
import { alertsCommand } from './commands/alerts.ts';
import { detectCommand } from './commands/detect.ts';
import { importCommand } from './commands/import.ts';
import { incidentsCommand } from './commands/incidents.ts';
import { matchCommand } from './commands/match.ts';
import { reportCommand } from './commands/report.ts';
import { reviewCommand } from './commands/review.ts';
import { reviewsCommand, reviewsRunCommand } from './commands/reviews.ts';
import { rulesCheckCommand } from './commands/rules-check.ts';
import { searchCommand } from './commands/search.ts';
import { serveCommand } from './commands/serve.ts';
import { timelineCommand } from './commands/timeline.ts';
import { verifyCommand } from './commands/verify.ts';

export const COMMANDS: readonly Command[] = [
  reviewCommand,
  importCommand,
  verifyCommand,
  matchCommand,
  rulesCheckCommand,
  detectCommand,
  searchCommand,
  timelineCommand,
  alertsCommand,
  incidentsCommand,
  reviewsCommand,
  reviewsRunCommand,
  reportCommand,
  serveCommand,
];
