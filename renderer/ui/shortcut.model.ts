// Key presses as text (`mod+k`, `shift+/`, `j`, `g a` for two in a row) and back to what a person
// reads. `mod` is Ctrl, and Cmd on a Mac.

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Letters carry an explicit shift; signs such as `?` already say it. */
export function pressText(press: KeyPress): string {
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase();
  const letter = /^[a-z]$/.test(key) || key.length > 1;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('mod');
  if (press.altKey) parts.push('alt');
  if (press.shiftKey && letter) parts.push('shift');
  parts.push(key);
  return parts.join('+');
}

export type KeyVerdict = 'fires' | 'begins' | 'no';

/** `before` is the press just before this one, when it was recent. */
export function matchKeys(keys: string, press: string, before: string | undefined): KeyVerdict {
  const [first, second] = keys.split(' ');
  if (second === undefined) return first === press ? 'fires' : 'no';
  if (before === first && press === second) return 'fires';
  return press === first ? 'begins' : 'no';
}

const NAMES: Readonly<Record<string, string>> = {
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  delete: 'Del',
};

/** One list of key caps per press. */
export function keyCaps(keys: string, mac: boolean): readonly (readonly string[])[] {
  return keys.split(' ').map((press) =>
    press.split('+').map((part) => {
      if (part === 'mod') return mac ? '⌘' : 'Ctrl';
      return NAMES[part] ?? part.toUpperCase();
    }),
  );
}
