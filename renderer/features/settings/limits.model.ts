// The limits of reading as a form holds them: text, sizes in MiB, each with its bounds.

import { LIMIT_BOUNDS, type IntakeLimits } from '../../../shared/domain/limits.ts';

export type LimitName = keyof IntakeLimits;
export type LimitsForm = { readonly [limit in LimitName]: string };

const MIB = 1024 * 1024;

interface LimitField {
  readonly name: LimitName;
  readonly label: string;
  readonly hint: string;
  /** How many of the unit that is stored one of the unit that is shown makes. */
  readonly unit: number;
}

export const LIMIT_FIELDS: readonly LimitField[] = [
  {
    name: 'maxRecordBytes',
    label: 'Longest record, in MiB',
    hint: 'A longer one is rejected, and reading goes on behind it.',
    unit: MIB,
  },
  {
    name: 'maxNesting',
    label: 'Levels of a JSON record',
    hint: 'Lists and objects within one another.',
    unit: 1,
  },
  {
    name: 'maxUnpackLevels',
    label: 'Archives within archives',
    hint: 'A packed tar counts as two. 0: nothing is unpacked.',
    unit: 1,
  },
  {
    name: 'maxExpansion',
    label: 'Times a file may grow when it is unpacked',
    hint: 'Applies once more came out of it than the size below.',
    unit: 1,
  },
  {
    name: 'expansionFreeBytes',
    label: 'Unpacked without that limit, in MiB',
    hint: 'Small files may be packed very tightly.',
    unit: MIB,
  },
  {
    name: 'maxDictionaryBytes',
    label: 'Memory for unpacking xz, in MiB',
    hint: 'A file packed with xz -9 takes 64.',
    unit: MIB,
  },
  {
    name: 'maxFolderDepth',
    label: 'Folders within folders',
    hint: 'What lies deeper is listed as not read.',
    unit: 1,
  },
  {
    name: 'maxFiles',
    label: 'Files of an exhibit',
    hint: 'With those in archives; the rest is listed as not read.',
    unit: 1,
  },
];

export function limitsForm(limits: IntakeLimits): LimitsForm {
  const texts = LIMIT_FIELDS.map(({ name, unit }) => [name, String(limits[name] / unit)]);
  return Object.fromEntries(texts) as LimitsForm;
}

export function limitsOf(form: LimitsForm): IntakeLimits {
  const values = LIMIT_FIELDS.map(({ name, unit }) => [
    name,
    Math.round(Number(form[name]) * unit),
  ]);
  return Object.fromEntries(values) as IntakeLimits;
}

export function limitProblems(form: LimitsForm): { readonly [limit in LimitName]?: string } {
  const found: [LimitName, string][] = [];
  for (const { name, unit } of LIMIT_FIELDS) {
    const text = form[name].trim();
    const value = Number(text) * unit;
    const [least, most] = LIMIT_BOUNDS[name];
    const whole = unit > 1 || Number.isInteger(value);
    if (text === '' || !Number.isFinite(value) || !whole || value < least || value > most) {
      const kind = unit > 1 ? 'number' : 'whole number';
      found.push([name, `A ${kind} from ${shown(least / unit)} to ${shown(most / unit)}.`]);
    }
  }
  return Object.fromEntries(found);
}

function shown(value: number): string {
  return String(Math.ceil(value * 1_000) / 1_000);
}
