// What the officer sets for the whole case.

import { FailureError, failure } from '../../../shared/base/result.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { CommandHandlers } from '../handlers.ts';
import type { WriteContext } from '../write-context.ts';
import { caseInfo } from './case-info.ts';

export function caseCommands({
  store,
  audit,
}: WriteContext): Pick<CommandHandlers, 'case.setExaminer' | 'case.setSettings'> {
  return {
    'case.setExaminer'(examiner) {
      store.meta.set('examiner', examiner);
      audit.add('examiner stated', `${examiner.name}, ${examiner.role}, ${examiner.organisation}`);
      return caseInfo(store.read);
    },
    'case.setSettings'(settings) {
      for (const zone of [settings.zone, settings.rulesZone]) checkZone(zone);
      const { entries, problems } = parseThreatList(settings.threatList);
      const [bad] = problems;
      if (bad && entries === 0) {
        throw new FailureError(
          failure('settings.threat-list', `Threat list, line ${String(bad.line)}: ${bad.message}`),
        );
      }
      const before = caseInfo(store.read).settings;
      store.meta.set('settings', settings);
      const changed = (Object.keys(settings) as (keyof typeof settings)[]).filter(
        (key) => JSON.stringify(settings[key]) !== JSON.stringify(before[key]),
      );
      if (changed.length > 0) audit.add('settings changed', changed.join(', '));
      const info = caseInfo(store.read);
      return bad ? { ...info, threatListProblems: [...problems] } : info;
    },
  };
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new FailureError(failure('settings.zone', `"${zone}" is not the name of a time zone.`));
  }
}
