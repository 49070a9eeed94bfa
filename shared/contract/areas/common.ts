// Inputs that several areas share.

import { z } from 'zod';
import { timeUsSchema } from '../schemas.ts';

export const sourceId = z.number().int().positive();
export const eventId = z.number().int().positive();
export const alertId = z.string().regex(/^[0-9a-f]{16,64}$/);
export const incidentId = z.string().regex(/^INC-\d{4}-\d{3,}$/);
export const queryText = z.string().max(10_000);

/** Half-open [fromUs, toUs); null is open-ended. */
export const range = {
  fromUs: timeUsSchema.nullable(),
  toUs: timeUsSchema.nullable(),
};
