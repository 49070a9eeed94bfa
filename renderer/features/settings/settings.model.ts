// What is wrong with settings before they are sent, and how a threat list reads.

import type { CaseSettings } from '../../../shared/domain/case.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { isZone } from '../../ui/format.model.ts';
import { limitProblems, limitsForm, limitsOf, type LimitsForm } from './limits.model.ts';

/** Settings as the form holds them: thresholds are still text. */
export interface SettingsForm {
  readonly zone: string;
  readonly rulesZone: string;
  readonly threatList: string;
  readonly immediateRisk: string;
  readonly dailyRisk: string;
  readonly limits: LimitsForm;
}

export type SettingsProblems = { readonly [key in keyof SettingsForm]?: string };

export function formOf(settings: CaseSettings): SettingsForm {
  return {
    zone: settings.zone,
    rulesZone: settings.rulesZone,
    threatList: settings.threatList,
    immediateRisk: String(settings.immediateRisk),
    dailyRisk: String(settings.dailyRisk),
    limits: limitsForm(settings.limits),
  };
}

function thresholdProblem(text: string): string | undefined {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 1) {
    return 'A risk is a number from 0 to 1, such as 0.7.';
  }
  return undefined;
}

const PROBLEMS_NAMED = 3;

export function threatListProblem(text: string): string | undefined {
  const { problems } = parseThreatList(text);
  if (problems.length === 0) return undefined;
  const named = problems
    .slice(0, PROBLEMS_NAMED)
    .map(({ line, message }) => `Line ${line}: ${message}`)
    .join(' ');
  const more = problems.length - PROBLEMS_NAMED;
  return more > 0 ? `${named} And ${more} more.` : named;
}

export function threatListEntries(text: string): number {
  return parseThreatList(text).entries;
}

export function settingsProblems(form: SettingsForm): SettingsProblems {
  const problems: Record<string, string | undefined> = {
    zone: isZone(form.zone) ? undefined : `“${form.zone}” is not the name of a time zone.`,
    rulesZone: isZone(form.rulesZone)
      ? undefined
      : `“${form.rulesZone}” is not the name of a time zone.`,
    threatList: threatListProblem(form.threatList),
    immediateRisk: thresholdProblem(form.immediateRisk),
    dailyRisk: thresholdProblem(form.dailyRisk),
    limits: Object.values(limitProblems(form.limits))[0],
  };
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined));
}

export function settingsOf(form: SettingsForm): CaseSettings {
  return {
    zone: form.zone,
    rulesZone: form.rulesZone,
    threatList: form.threatList,
    immediateRisk: Number(form.immediateRisk),
    dailyRisk: Number(form.dailyRisk),
    limits: limitsOf(form.limits),
  };
}
