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
  'package.make',
  'evidence.check',
  'evidence.look',
  'rules.preview',
  'exceptions.preview',
  'rules.checkFiles',
  'rules.testFiles',
  'detection.explain',
  'tools.verify',
  'tools.match',
  'tools.selftest',
]);

/** Queries over all events: on a thread of their own, which holds the columns, so that no other waits. */
export function isOverAllEvents(name: ProcedureName): boolean {
  return name.startsWith('timeline.') || name.startsWith('events.') || name === 'overview.get';
}

export const CHANGES: { readonly [N in ProcedureName]?: readonly ChangeTopic[] } = {
  'case.setExaminer': ['case'],
  'case.setSettings': ['case', 'settings', 'reviews'],
  'evidence.import': ['case', 'sources', 'rules'],
  'evidence.importSample': ['case', 'sources', 'rules', 'settings'],
  'case.makeCheckpoint': ['case'],
  'evidence.verify': ['sources'],
  'evidence.setKey': ['sources'],
  'evidence.watch': ['sources'],
  'evidence.unwatch': ['sources'],
  'evidence.setCustody': ['sources'],
  'evidence.addTransfer': ['sources'],
  'rules.save': ['rules'],
  'rules.import': ['rules'],
  'rules.undoImport': ['rules'],
  'rules.remove': ['rules'],
  'rules.setEnabled': ['rules'],
  'detect.run': ['alerts', 'rules'],
  'alerts.move': ['alerts', 'rules'],
  'alerts.undo': ['alerts', 'rules'],
  'alerts.assign': ['alerts'],
  'exceptions.add': ['rules', 'alerts'],
  'exceptions.end': ['rules', 'alerts'],
  'incidents.open': ['incidents', 'alerts'],
  'incidents.update': ['incidents'],
  'incidents.setReportStatus': ['incidents'],
  'retention.setDays': ['sources'],
  'retention.hold': ['sources'],
  'retention.release': ['sources'],
  'retention.apply': ['case', 'sources', 'alerts'],
  'reviews.run': ['reviews', 'alerts', 'sources', 'rules'],
};
