// The files inside the PDF: the machine-readable report, the cited records and the whole integrity
// result.

import { formatUtc } from '../../shared/base/time.ts';
import { utf8 } from '../../shared/base/bytes.ts';
import type { MaskedModel } from '../../shared/reporting/masked-model.ts';
import { reportJson } from '../../shared/reporting/json.ts';
import { integrityJson } from '../../shared/reporting/integrity-json.ts';

export interface Attachment {
  readonly name: string;
  readonly description: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

function recordLines(masked: MaskedModel): string {
  return masked.model.events
    .map((event) =>
      JSON.stringify({
        id: event.id,
        exhibit: event.exhibit,
        position: event.position,
        time: event.timeUs === null ? null : formatUtc(event.timeUs, event.precision, event.nanos),
        verdict: event.verdict === '' ? null : event.verdict,
        sha256: event.sha256,
        masked: masked.maskedEvents.has(event.id),
        raw: event.raw,
      }),
    )
    .join('\n');
}

export function attachmentsOf(masked: MaskedModel): readonly Attachment[] {
  const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 1)}\n`);
  const records = recordLines(masked);
  return [
    {
      name: 'report.json',
      description: 'this report for machines',
      mediaType: 'application/json',
      bytes: json(reportJson(masked.model)),
    },
    {
      name: 'records.jsonl',
      description:
        'every cited record as it was read but for masked secrets, one a line, with its exhibit, position and SHA-256',
      mediaType: 'application/x-ndjson',
      bytes: utf8(records === '' ? '' : `${records}\n`),
    },
    {
      name: 'integrity.json',
      description: 'the whole result of the verification, every stretch of every exhibit',
      mediaType: 'application/json',
      bytes: json(integrityJson(masked.model)),
    },
  ];
}
