// A command as text that a shell reads back as it was.

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;
/** What the report has room for. */
const MOST_CHARACTERS = 2_000;

export function commandLineText(argv: readonly string[]): string {
  const words = argv.map((word) =>
    PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const text = ['sealwatch', ...words].join(' ');
  return text.length <= MOST_CHARACTERS
    ? text
    : `${text.slice(0, MOST_CHARACTERS - 40)} … (${text.length} characters in all)`;
}
