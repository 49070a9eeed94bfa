// Makes a report: gathers it, draws it, notes in the audit trail what was given out.

import { hash } from 'node:crypto';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import { reportJson } from '../../../shared/reporting/json.ts';
import { maskModel } from '../../../shared/reporting/masked-model.ts';
import { renderReportPdf } from '../../report/render-report-pdf.ts';
import type { JobHandler } from '../handlers.ts';
import { throwIfCancelled } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { reportModel } from './report-model.ts';

export function reportJob(engine: ReadEngine): JobHandler<'report.make'> {
  return async ({ of, format, paper, command }, { host, steps, progress, signal }) => {
    progress({ phase: 'gather', done: 0, total: 2, unit: 'steps', note: 'Gathering' });
    const model = engine.store.snapshot(() => reportModel(engine, host, of, command ?? ''));
    throwIfCancelled(signal);
    progress({ phase: 'draw', done: 1, total: 2, unit: 'steps', note: 'Drawing' });
    const { bytes, pages } =
      format === 'pdf'
        ? await renderReportPdf(model, { paper })
        : {
            bytes: utf8(`${JSON.stringify(reportJson(maskModel(model).model), null, 2)}\n`),
            pages: 0,
          };
    throwIfCancelled(signal);
    const name = model.number === '' ? `sealwatch-${model.kind}` : model.number;
    const day = formatUtc(model.generatedAtUs, 's').slice(0, 10);
    const sha256 = hash('sha256', bytes, 'hex');
    await steps.note({
      act: 'report made',
      detail: `${name}, ${format}, version ${String(model.version)}, SHA-256 ${sha256}`,
    });
    return {
      fileName: `${name}-v${String(model.version)}-${day}.${format}`,
      bytes,
      pages,
      sha256,
      // The workstation's signature comes with the finished report; until then nothing claims one.
      signed: false,
    };
  };
}
