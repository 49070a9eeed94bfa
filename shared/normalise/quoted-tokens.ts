// Cuts a line of an access log into its tokens: bare words, "quoted text" and [bracketed time],
// apart by spaces. Inside quotes a backslash escapes what follows (`\"`, `\\`, `\x41`, `\t`); a
// quote that neither space nor the end of the line follows is taken for part of the text, because
// not every server escapes what a client sends.

export interface Token {
  readonly text: string;
  readonly kind: 'bare' | 'quoted' | 'bracketed';
}

/** Returns why the line cannot be cut up where it cannot. */
export function quotedTokens(line: string): readonly Token[] | string {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const first = line.charCodeAt(at);
    if (first === SPACE) {
      at += 1;
    } else if (first === QUOTE) {
      const end = closingQuote(line, at + 1);
      if (end < 0) return `a quote that is opened at character ${at} is never closed`;
      tokens.push({ text: unescaped(line.slice(at + 1, end)), kind: 'quoted' });
      at = end + 1;
    } else if (first === BRACKET) {
      const end = line.indexOf(']', at);
      if (end < 0) return `a bracket that is opened at character ${at} is never closed`;
      tokens.push({ text: line.slice(at + 1, end), kind: 'bracketed' });
      at = end + 1;
    } else {
      let end = line.indexOf(' ', at);
      if (end < 0) end = line.length;
      tokens.push({ text: line.slice(at, end), kind: 'bare' });
      at = end;
    }
  }
  return tokens;
}

/** `-` stands for no value, but in quotes it may be what a client sent: both are read as none. */
export function valueOf(token: Token | undefined): string | undefined {
  return token === undefined || token.text === '-' ? undefined : token.text;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (unit === BACKSLASH) at += 1;
    else if (unit === QUOTE && (at + 1 === line.length || line.charCodeAt(at + 1) === SPACE)) {
      return at;
    }
  }
  return -1;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/gs;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', v: '\v' };

/** What the escapes in quoted text stand for. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole, hex?: string, wide?: string, single?: string) => {
    const code = hex ?? wide;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return single === undefined ? whole : (LETTERS[single] ?? single);
  });
}
