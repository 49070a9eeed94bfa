// The template of a message: what its program writes every time, with `<*>` for what changes. Numbers,
// addresses, paths, quoted text and values behind `=` are seen to change in any one message. Words
// that change (names of users, of units) show only beside other messages: from the first part of a
// file, messages are put together as the Drain algorithm does, and what differs within a group is
// taken for a variable. What was found goes into the layout of the file, so that a record alone gives
// its template, whichever part of the file is read and by whom. Takes bounded time and memory.
// Source: P. He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree" (2017).

const ANY = '<*>';
/** What a message says comes first; the rest of a long one adds nothing but variety. */
const MOST_TOKENS = 32;
const MOST_CHARACTERS = 2_000;
const LONGEST_TOKEN = 48;
const LONGEST_TEMPLATE = 240;
/** Messages that differ, at most, and templates that are kept of them. */
const MOST_MESSAGES = 4_000;
const MOST_TEMPLATES = 64;
const MOST_TEMPLATE_CHARACTERS = 6_000;
/** Shares of equal words from which messages are of one group. */
const ALIKE = 0.6;
/** Two values may be an alternative (`opened`, `closed`); more are a variable. */
const LEAST_VALUES = 3;
/** Where messages have nothing else in common than all other words. */
const LEAST_VALUES_ALONE = 8;
const MOST_GROUPS = 500;

const QUOTED = /"(?:[^"\\]|\\.)*"|(?<=^|[\s=(:[])'[^'\n]*'(?=$|[\s,;:.)\]])/g;
const EDGES = /^([("'[{<]*)(.*?)([)"'\]}>,;:.!?]*)$/s;
const PAIR = /^([A-Za-z_][\w.-]*)=/;
/** `ssh2`, `IPv4`, `EXT4-fs`: names that hold a digit. */
const NAME_WITH_DIGIT = /^(?=(?:[^A-Za-z]*[A-Za-z]){3})[A-Za-z][A-Za-z_-]*\d[A-Za-z_-]*$/;
const PATH = /^(?:~?\/|\.{1,2}\/|[A-Za-z]:[\\/]|\\\\)|^[a-z][a-z0-9+.-]*:\/\//;
const MAIL = /^[^@\s]+@[^@\s]+$/;
const CALENDAR =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;
const STAMP = /^\s*(?:\d|[A-Z][a-z]{2},? )/;
/** How bad it is never is a variable. */
const LEVEL =
  /^\W*(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|FATAL|ALERT|EMERG|SEVERE)\W*$/i;
const SPACE = 0x20;
const DIGIT = /\d/;
const LETTER = /\p{L}/u;

/** Tokens come again and again; those with digits mostly do not. */
const masks = new Map<string, string>();
const MASKS_KEPT = 8_192;
const TEMPLATES_KEPT = 1_024;

function maskOf(token: string): string {
  const first = token.charCodeAt(0);
  const last = token.charCodeAt(token.length - 1);
  // A bare number, by far the most common variable.
  if (first >= 0x30 && first <= 0x39 && last >= 0x30 && last <= 0x39) return ANY;
  const known = masks.get(token);
  if (known !== undefined) return known;
  const mask = newMask(token);
  if (token.length <= LONGEST_TOKEN) {
    if (masks.size >= MASKS_KEPT) masks.clear();
    masks.set(token, mask);
  }
  return mask;
}

function newMask(token: string): string {
  if (token.length > LONGEST_TOKEN) {
    const name = PAIR.exec(token)?.[1];
    return name === undefined ? ANY : `${name.slice(0, LONGEST_TOKEN)}=${ANY}`;
  }
  const [, before = '', core = '', behind = ''] = EDGES.exec(token) ?? [];
  const pair = PAIR.exec(core);
  if (pair) return `${before}${pair[1] ?? ''}=${ANY}${behind}`;
  if (core === ANY.slice(1, -1)) return token;
  const changes =
    (DIGIT.test(core) && !NAME_WITH_DIGIT.test(core)) ||
    (core.length > 1 && PATH.test(core)) ||
    MAIL.test(core) ||
    CALENDAR.test(core);
  return changes ? `${before}${ANY}${behind}` : token;
}

/** The words of a message, with `<*>` for those that are seen to change. */
function maskedWords(message: string): readonly string[] {
  const start = message.length > MOST_CHARACTERS ? message.slice(0, MOST_CHARACTERS) : message;
  const plain =
    start.includes('"') || start.includes("'")
      ? start.replace(QUOTED, (quoted) => `${quoted.slice(0, 1)}${ANY}${quoted.slice(-1)}`)
      : start;
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (plain.charCodeAt(at) <= SPACE) at += 1;
    if (at >= plain.length) break;
    let end = at;
    let plainWord = true;
    for (let code = plain.charCodeAt(end); code > SPACE; code = plain.charCodeAt(++end)) {
      if (!isLetter(code)) plainWord = false;
    }
    const token = plain.slice(at, end);
    // Names of months and days are among the words of three letters.
    const mask = plainWord && end - at !== 3 && end - at <= LONGEST_TOKEN ? token : maskOf(token);
    at = end;
    // Lists are of any length.
    if (mask === ANY && words.at(-1) === ANY) continue;
    if (words.length === MOST_TOKENS) {
      words.push('…');
      break;
    }
    words.push(mask);
  }
  // A time stamp in front says nothing.
  return words.length > 1 && words[0] === ANY && STAMP.test(plain) ? words.slice(1) : words;
}

function isLetter(code: number): boolean {
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

/** How templates stand in the layout of a file, and what is found there again. */
export function templatesLayout(mined: readonly string[]): string {
  return `templates ${JSON.stringify(mined)}`;
}

export const TEMPLATES_LAYOUT = String.raw`templates (\[.*\])`;

/** `undefined` where the text is no list of templates. */
export function minedOf(list: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(list);
  } catch {
    return undefined;
  }
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isList ? (value as readonly string[]) : undefined;
}

/** What gives the template of a message, empty where it has no words. @param mined by `mineTemplates` */
export function templateReader(mined: readonly string[]): (message: string) => string {
  const byLength = new Map<number, (readonly string[])[]>();
  for (const template of mined) {
    const words = template.split(' ');
    byLength.set(words.length, [...(byLength.get(words.length) ?? []), words]);
  }
  // The most exact one wins.
  for (const list of byLength.values()) list.sort((a, b) => wildcards(a) - wildcards(b));
  // Nearly all messages of a log are of a few kinds.
  const known = new Map<string, string>();
  return (message) => {
    const words = maskedWords(message);
    const masked = words.join(' ');
    let template = known.get(masked);
    if (template === undefined) {
      const found = byLength.get(words.length)?.find((each) => fits(each, words));
      template = found ? found.join(' ') : masked;
      if (template.length > LONGEST_TEMPLATE) template = `${template.slice(0, LONGEST_TEMPLATE)}…`;
      if (known.size >= TEMPLATES_KEPT) known.clear();
      known.set(masked, template);
    }
    return template;
  };
}

function wildcards(words: readonly string[]): number {
  return words.filter((word) => word === ANY).length;
}

function fits(template: readonly string[], words: readonly string[]): boolean {
  for (let at = 0; at < template.length; at += 1) {
    if (template[at] !== words[at] && template[at] !== ANY) return false;
  }
  return true;
}

/** Templates in which words change, of messages as they come in a log; the same ones every time. */
export function mineTemplates(messages: Iterable<string>): readonly string[] {
  const distinct = new Map<string, readonly string[]>();
  for (const message of messages) {
    const words = maskedWords(message);
    if (words.length === 0) continue;
    distinct.set(words.join(' '), words);
    if (distinct.size >= MOST_MESSAGES) break;
  }
  const all = [...distinct.values()];
  const found = new Set([...fromGroups(all), ...fromSinglePlaces(all)]);
  const kept: string[] = [];
  let characters = 0;
  for (const template of found) {
    if (kept.length >= MOST_TEMPLATES || characters + template.length > MOST_TEMPLATE_CHARACTERS)
      break;
    kept.push(template);
    characters += template.length;
  }
  return kept;
}

interface Group {
  /** What all have in common so far. */
  readonly common: string[];
  readonly members: (readonly string[])[];
}

function* fromGroups(all: readonly (readonly string[])[]): Generator<string> {
  const leaves = new Map<string, Group[]>();
  const groups: Group[] = [];
  for (const words of all) {
    const leaf = `${words.length} ${words[0] ?? ''}`;
    const near = leaves.get(leaf) ?? [];
    let best: Group | undefined;
    let bestShare = 0;
    for (const group of near) {
      const share = likeness(group.common, words);
      if (share > bestShare) [best, bestShare] = [group, share];
    }
    if (best && bestShare >= ALIKE) {
      best.members.push(words);
      for (const [at, word] of words.entries()) if (best.common[at] !== word) best.common[at] = ANY;
    } else if (groups.length < MOST_GROUPS) {
      const group = { common: [...words], members: [words] };
      groups.push(group);
      leaves.set(leaf, [...near, group]);
    }
  }
  for (const { common, members } of groups) {
    const changing = common.map(
      (_, at) => new Set(members.map((words) => words[at])).size >= LEAST_VALUES,
    );
    if (!changing.includes(true)) continue;
    for (const words of members) {
      const template = words.map((word, at) => (changing[at] === true ? ANY : word));
      if (saysSomething(template)) yield template.join(' ');
    }
  }
}

/** 0 to 1; levels of importance must be the same. */
function likeness(common: readonly string[], words: readonly string[]): number {
  let same = 0;
  for (let at = 0; at < words.length; at += 1) {
    const [one = '', other = ''] = [common[at], words[at]];
    if (one === other) same += 1;
    else if (LEVEL.test(one) || LEVEL.test(other)) return 0;
  }
  return same / words.length;
}

/** Many messages that differ in one word alone, such as the first, or the second of two. */
function* fromSinglePlaces(all: readonly (readonly string[])[]): Generator<string> {
  const values = new Map<string, Set<string>>();
  for (const words of all) {
    for (const [at, word] of words.entries()) {
      if (word === ANY || LEVEL.test(word)) continue;
      const template = words.with(at, ANY);
      if (!saysSomething(template)) continue;
      const key = template.join(' ');
      const known = values.get(key) ?? new Set();
      if (known.size < LEAST_VALUES_ALONE) known.add(word);
      values.set(key, known);
    }
  }
  for (const [template, words] of values) if (words.size >= LEAST_VALUES_ALONE) yield template;
}

function saysSomething(template: readonly string[]): boolean {
  return template.some((word) => LETTER.test(word.replace(ANY, '')));
}
