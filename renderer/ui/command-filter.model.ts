// Which commands a typed text means, the likeliest first.

export interface Findable {
  readonly title: string;
  readonly section: string;
}

/** Higher is better; null where the letters do not occur in order. */
export function matchScore(text: string, typed: string): number | null {
  const hay = text.toLowerCase();
  const needle = typed.toLowerCase().trim();
  if (needle === '') return 0;
  const whole = hay.indexOf(needle);
  if (whole === 0) return 1_000;
  if (whole > 0) return (hay[whole - 1] === ' ' ? 800 : 500) - whole;
  let at = -1;
  let score = 100;
  for (const letter of needle.replaceAll(' ', '')) {
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return null;
    const startsWord = next === 0 || hay[next - 1] === ' ';
    score -= startsWord ? 0 : next - at;
    at = next;
  }
  return score;
}

const SECTION_ONLY = 10_000;

export function findCommands<C extends Findable>(commands: readonly C[], typed: string): C[] {
  const scored: { readonly command: C; readonly score: number }[] = [];
  for (const command of commands) {
    const title = matchScore(command.title, typed);
    const full = matchScore(`${command.section} ${command.title}`, typed);
    // A title that fits goes before any command that only its section brings in.
    if (title !== null) scored.push({ command, score: title });
    else if (full !== null) scored.push({ command, score: full - SECTION_ONLY });
  }
  // The sort is stable: equals stay in the order they were registered.
  return scored.sort((a, b) => b.score - a.score).map(({ command }) => command);
}
