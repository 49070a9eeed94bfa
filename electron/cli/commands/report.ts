// sealwatch report: the report of an incident, or of a single alert, as a file.

import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printableJson } from '../printable.ts';
import { makeReport, PAPER_OPTION, paperOption, reportLine } from '../report-files.ts';

export const reportCommand: Command = {
  name: 'report',
  usage: 'INCIDENT --out FILE.pdf [--case FILE] [--paper A4|Letter] [--json]',
  summary: 'writes the report of an incident (INC-2026-001) or of an alert (its id)',
  options: {
    out: { type: 'text', value: 'FILE', help: 'FILE.pdf for people, FILE.json for machines' },
    ...CASE_OPTION,
    ...PAPER_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const [id, ...more] = args.positionals;
    if (id === undefined || more.length > 0) {
      throw wrongUse('report: give one incident (INC-2026-001) or one alert id');
    }
    const of = subject(id);
    const out = args.text('out');
    if (out === undefined) throw wrongUse('report: give the file to write with --out FILE.pdf');
    const format = /\.json$/i.test(out) ? 'json' : /\.pdf$/i.test(out) ? 'pdf' : undefined;
    if (format === undefined) throw wrongUse(`--out ${out}: the name must end in .pdf or .json`);
    const paper = paperOption(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      const made = await makeReport(context, session, {
        of,
        format,
        paper,
        path: out,
      });
      await context.out.line(args.flag('json') ? printableJson(made) : reportLine(made));
      return EXIT_DONE;
    });
  },
};

function subject(id: string) {
  if (/^INC-\d{4}-\d{3,}$/.test(id)) return { kind: 'incident', id } as const;
  if (/^[0-9a-f]{16,64}$/.test(id)) return { kind: 'alert', id } as const;
  throw wrongUse(`report ${id}: neither an incident (INC-2026-001) nor the id of an alert`);
}
