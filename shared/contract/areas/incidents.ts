// Incidents and reports.

import { z } from 'zod';
import { command, job, nothing, query } from '../procedure.ts';
import {
  alertSchema,
  incidentSchema,
  incidentStatusSchema,
  reportStatusSchema,
  sectionsSchema,
  severitySchema,
  shortText,
} from '../schemas.ts';
import { alertId, eventId, incidentId, range } from './common.ts';

export const incidentsProcedures = {
  'incidents.list': query(nothing, z.object({ incidents: z.array(incidentSchema) })),
  'incidents.get': query(
    z.object({ id: incidentId }),
    z.object({ incident: incidentSchema, alerts: z.array(alertSchema) }),
  ),
  'incidents.open': command(
    z.object({ title: shortText, alertIds: z.array(alertId), eventIds: z.array(eventId) }),
    incidentSchema,
  ),
  'incidents.update': command(
    z.object({
      id: incidentId,
      /** The revision that was edited; a newer one in the case refuses the change. */
      revision: z.number().int(),
      title: shortText,
      severity: severitySchema,
      status: incidentStatusSchema,
      sections: sectionsSchema,
    }),
    incidentSchema,
  ),
  'incidents.setReportStatus': command(
    z.object({
      id: incidentId,
      status: reportStatusSchema,
      reviewer: shortText,
      reason: shortText,
    }),
    incidentSchema,
  ),
  'report.make': job(
    'Making the report',
    z.object({
      of: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('incident'), id: incidentId }),
        z.object({ kind: z.literal('alert'), id: alertId }),
        z.object({ kind: z.literal('period'), ...range }),
      ]),
      format: z.enum(['pdf', 'json']),
      paper: z.enum(['A4', 'Letter']),
      /** The command that makes this report again, printed in it. */
      command: shortText.optional(),
    }),
    z.object({
      fileName: z.string(),
      bytes: z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
      pages: z.number().int(),
      sha256: z.string(),
      signed: z.boolean(),
    }),
  ),
} as const;
