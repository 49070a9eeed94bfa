// A Windows event log (EVTX). Its records are kept as JSON, one object an event, because the binary
// form cannot be read without the chunk around it; cutting the file up is the business of intake.

import { defineFormat } from './format.ts';
import {
  parseWindowsEvent,
  WINDOWS_NOT_LOGGED,
  windowsEcs,
  windowsSummary,
  windowsTime,
} from './windows-event.ts';
import { isFreeInWindowsEvent } from './windows-event-shapes.ts';

export const windowsEventLog = defineFormat({
  id: 'evtx',
  title: 'Windows event log (EVTX)',
  notLogged: WINDOWS_NOT_LOGGED,
  framings: ['rows'],
  containerKeys: [],
  holdsEvents: true,
  // Known by its first bytes before any sample is taken.
  recognise: () => 0,
  parse: parseWindowsEvent,
  isFree: isFreeInWindowsEvent,
  time: windowsTime,
  ecs: windowsEcs,
  logSource: () => ({ product: 'windows' }),
  summary: windowsSummary,
});
