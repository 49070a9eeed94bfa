// Every procedure that the window or the command line can call, area by area.

import type { z } from 'zod';
import { hostProcedures } from './areas/host.ts';
import { caseProcedures } from './areas/case.ts';
import { evidenceProcedures } from './areas/evidence.ts';
import { eventsProcedures } from './areas/events.ts';
import { rulesProcedures } from './areas/rules.ts';
import { detectionProcedures } from './areas/detection.ts';
import { exceptionsProcedures } from './areas/exceptions.ts';
import { incidentsProcedures } from './areas/incidents.ts';
import { retentionProcedures } from './areas/retention.ts';
import { reviewsProcedures } from './areas/reviews.ts';
import { sealProcedures } from './areas/seal.ts';
import { toolsProcedures } from './areas/tools.ts';

export const contract = {
  ...hostProcedures,
  ...caseProcedures,
  ...evidenceProcedures,
  ...eventsProcedures,
  ...rulesProcedures,
  ...detectionProcedures,
  ...exceptionsProcedures,
  ...incidentsProcedures,
  ...retentionProcedures,
  ...reviewsProcedures,
  ...sealProcedures,
  ...toolsProcedures,
} as const;

export type Contract = typeof contract;
export type ProcedureName = keyof Contract;
export type Input<N extends ProcedureName> = z.output<Contract[N]['input']>;
export type Output<N extends ProcedureName> = z.output<Contract[N]['output']>;
