// What is wrong with a passphrase that somebody is about to set. Whoever mistypes it has lost the
// case, so it is typed twice.

export interface NewPassphrase {
  readonly text: string;
  readonly again: string;
}

export const NO_PASSPHRASE: NewPassphrase = { text: '', again: '' };

const SHORTEST = 8;

/** Nothing is said of a field that is still empty. */
export function passphraseProblems({ text, again }: NewPassphrase): {
  readonly text?: string;
  readonly again?: string;
} {
  return {
    ...(Array.from(text).length < SHORTEST &&
      text !== '' && { text: `At least ${SHORTEST} characters; several words are best.` }),
    ...(again !== '' && again !== text && { again: 'The two are not the same.' }),
  };
}

export function isFit(passphrase: NewPassphrase): boolean {
  const { text, again } = passphraseProblems(passphrase);
  return (
    text === undefined && again === undefined && passphrase.text !== '' && passphrase.again !== ''
  );
}
