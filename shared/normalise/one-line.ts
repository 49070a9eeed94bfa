// One line of text for tables and reports. Hostile content stays text, but never breaks the line.

const SUMMARY_LENGTH = 300;
const BREAKS = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029]+/g;

export function oneLine(text: string, maxLength = SUMMARY_LENGTH): string {
  const head = text.length > maxLength * 4 ? text.slice(0, maxLength * 4) : text;
  const line = head.replace(BREAKS, ' ').trim();
  if (line.length <= maxLength && head.length === text.length) return line;
  const cut = line.slice(0, maxLength - 1);
  // Never half of a surrogate pair.
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}
