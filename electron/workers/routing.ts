// Where each procedure goes, and what it changes. A job that is not listed runs on the analyst and
// may write; a command that is not listed changes nothing that a window shows.

import type { ChangeTopic } from '../../shared/contract/procedure.ts';
import type { ProcedureName } from '../../shared/contract/procedures.ts';

/** Jobs that read files and hand batches to the writer. */
export const PARSER_JOBS: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'evidence.import',
  'evidence.importSample',
]);

/** Jobs that change no case; they run without a writer, beside another process that has it open. */
export const READ_ONLY_JOBS: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'case.verifySeal',
  'rules.preview',
  'rules.checkFiles',
  'tools.verify',
  'tools.match',
]);

export const CHANGES: { readonly [N in ProcedureName]?: readonly ChangeTopic[] } = {
  'case.setExaminer': ['case'],
  'case.setSettings': ['case', 'settings', 'reviews'],
  'evidence.import': ['case', 'sources', 'rules'],
  'evidence.importSample': ['case', 'sources', 'rules', 'settings'],
  'evidence.verify': ['sources'],
  'evidence.setKey': ['sources'],
  'evidence.setCustody': ['sources'],
  'evidence.addTransfer': ['sources'],
  'rules.save': ['rules'],
  'rules.remove': ['rules'],
  'rules.setEnabled': ['rules'],
  'detect.run': ['alerts', 'rules'],
  'alerts.move': ['alerts', 'rules'],
  'alerts.undo': ['alerts', 'rules'],
  'alerts.assign': ['alerts'],
  'incidents.open': ['incidents', 'alerts'],
  'incidents.update': ['incidents'],
  'incidents.setReportStatus': ['incidents'],
  'reviews.run': ['reviews', 'alerts', 'sources', 'rules'],
};
