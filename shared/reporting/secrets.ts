// Secrets in evidence are masked in every report: whoever reads a report must not be able to log in
// with it. Recognises values by the name of their field and by their own form; says how many of what
// it masked. Refuses to guess: a high-entropy word under a harmless name stays.

export interface MaskedCount {
  readonly category: string;
  readonly values: number;
  readonly records: number;
}

export interface Masked {
  readonly text: string;
  /** Category to number of values. */
  readonly found: ReadonlyMap<string, number>;
}

const MASK = '[masked]';

interface Form {
  readonly category: string;
  readonly pattern: RegExp;
  readonly replace: string;
}

const SECRET_NAME =
  'passw(?:or)?d|passphrase|passwd|pwd|secret|secret[_-]?(?:access[_-]?)?key|api[_-]?secret|client[_-]?secret|private[_-]?key|session[_-]?token|security[_-]?token|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|bearer[_-]?token|authorization|cookie|set-cookie|otp|totp|mnemonic|seed[_-]?phrase';

// Bounded prefixes keep the search linear on hostile text.
const NAMED = `[A-Za-z0-9_.-]{0,40}?(?:${SECRET_NAME})`;

const FORMS: readonly Form[] = [
  {
    category: 'Private keys',
    pattern: /-----BEGIN ([A-Z ]{0,30}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
    replace: `-----BEGIN $1----- ${MASK}`,
  },
  {
    category: 'Passwords, tokens and keys named as such',
    // A JSON member with a text value, also where it stands inside a string with escaped quotes.
    pattern: new RegExp(
      `((\\\\{0,7}")${NAMED}\\2\\s{0,20}:\\s{0,20}\\2)(?!\\2)(?:(?!\\2)[^\\\\"]|(?!\\2)\\\\[^])+`,
      'gi',
    ),
    replace: `$1${MASK}`,
  },
  {
    category: 'Passwords, tokens and keys named as such',
    // A JSON member with a number.
    pattern: new RegExp(`((\\\\{0,7}")${NAMED}\\2\\s{0,20}:\\s{0,20})-?\\d[\\d.eE+-]*`, 'gi'),
    replace: `$1"${MASK}"`,
  },
  {
    category: 'Passwords, tokens and keys named as such',
    pattern: new RegExp(`(?<![A-Za-z0-9_.-])(${NAMED}=)(?!\\[masked\\])[^\\s&;,"'\\\\]+`, 'gi'),
    replace: `$1${MASK}`,
  },
  {
    category: 'Bearer tokens',
    pattern: /\b(Bearer\s+)[A-Za-z0-9._~+/-]{16,}=*/g,
    replace: `$1${MASK}`,
  },
  {
    category: 'JSON web tokens',
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
    replace: MASK,
  },
  {
    category: 'Passwords in addresses',
    pattern: /(\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@"']{1,200}:)[^\s:/@"']{1,200}(?=@)/gi,
    replace: `$1${MASK}`,
  },
];

export function maskSecrets(text: string): Masked {
  const found = new Map<string, number>();
  let masked = text;
  for (const form of FORMS) {
    let values = 0;
    masked = masked.replace(form.pattern, (...args: readonly unknown[]) => {
      values += 1;
      return form.replace.replace('$1', () => String(args[1]));
    });
    if (values > 0) found.set(form.category, (found.get(form.category) ?? 0) + values);
  }
  return { text: masked, found };
}

/** Sums what was found over many records. */
export function countMasked(all: readonly Masked[]): readonly MaskedCount[] {
  const sums = new Map<string, { values: number; records: number }>();
  for (const { found } of all) {
    for (const [category, values] of found) {
      const sum = sums.get(category) ?? { values: 0, records: 0 };
      sums.set(category, { values: sum.values + values, records: sum.records + 1 });
    }
  }
  return [...sums]
    .map(([category, sum]) => ({ category, ...sum }))
    .toSorted((a, b) => (a.category < b.category ? -1 : 1));
}
