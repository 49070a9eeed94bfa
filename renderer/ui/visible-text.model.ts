// Text from evidence as it may stand on the screen: every character shows, none acts.

/**
 * Control, zero-width and direction characters made visible as `\u{…}`: text from
 * evidence must not be able to hide or turn round a part of itself. Line breaks and tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
