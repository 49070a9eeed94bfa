// Which colour stands for which series. Names with a known meaning (levels, severities, outcomes)
// have one colour for ever; other values take the categorical colours in order of frequency. Colours
// are CSS variables, so both themes and the legend agree.

export interface SeriesStyle {
  readonly name: string;
  /** As shown: never empty. */
  readonly label: string;
  /** Name of a CSS variable, without `var()`. */
  readonly colour: string;
}

/** Gravest first. Several words of one rank are one colour. */
const MEANINGS: readonly { readonly colour: string; readonly words: readonly string[] }[] = [
  {
    colour: '--critical-solid',
    words: ['critical', 'fatal', 'emergency', 'alert', 'emerg', 'crit'],
  },
  { colour: '--high-solid', words: ['error', 'high', 'failure', 'err', 'failed', 'denied'] },
  { colour: '--medium-solid', words: ['warning', 'medium', 'warn', 'unknown'] },
  { colour: '--low-solid', words: ['notice', 'low'] },
  {
    colour: '--series-1',
    words: ['info', 'information', 'informational', 'success', 'audit'],
  },
  { colour: '--series-2', words: ['debug', 'trace', 'verbose'] },
];
/** Without the grey one, which stands for what has no colour of its own. */
const CATEGORIES = [1, 2, 3, 4, 6, 7, 8].map((number) => `--series-${number}`);
/** The name under which the engine joins the series it does not list. */
export const OTHER_SERIES = '(other)';

function rankOf(name: string): number {
  const word = name.toLowerCase();
  return MEANINGS.findIndex(({ words }) => words.includes(word));
}

/**
 * Order (first is drawn at the axis) and colours of the series of a histogram.
 * @param names most frequent first, as the histogram has them
 */
export function seriesStyles(names: readonly string[]): readonly SeriesStyle[] {
  const only = names.length === 1 ? names[0] : undefined;
  if (only === '') return [{ name: '', label: 'Events', colour: '--series-1' }];
  const known = names
    .filter((name) => rankOf(name) >= 0)
    .toSorted((one, other) => rankOf(one) - rankOf(other));
  const styles: SeriesStyle[] = known.map((name) => ({
    name,
    label: name,
    colour: MEANINGS[rankOf(name)]?.colour ?? '--series-5',
  }));
  // One meaningful word among many others means nothing: a service may well be called "alert".
  const meaningful = known.length * 2 >= names.filter((name) => name !== '').length;
  if (!meaningful) styles.length = 0;
  let category = 0;
  // What has no value of its own lies on top, so that the rest stands on the axis.
  const isPlain = (name: string) => name === '' || name === OTHER_SERIES;
  const ordered = names.toSorted((one, other) => Number(isPlain(one)) - Number(isPlain(other)));
  for (const name of ordered) {
    if (styles.some((style) => style.name === name)) continue;
    const colour = isPlain(name) ? undefined : CATEGORIES[category];
    if (colour !== undefined) category += 1;
    const plain = name === '' ? '--informational-solid' : '--series-5';
    styles.push({ name, label: labelOf(name), colour: colour ?? plain });
  }
  return styles;
}

function labelOf(name: string): string {
  if (name === '') return 'no value';
  return name === OTHER_SERIES ? 'other values' : name;
}
