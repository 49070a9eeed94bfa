// Whether text is an IP address, and nothing more: what is one goes into the address columns, what
// is not stays in the fields alone.

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/;

export function isIpText(text: string): boolean {
  const first = text.charCodeAt(0);
  if (text.length < 2 || text.length > 45) return false;
  if (!text.includes(':'))
    return first >= 0x30 && first <= 0x39 && !text.endsWith('.') && V4.test(text);
  return isV6(text.includes('%') ? text.slice(0, text.indexOf('%')) : text);
}

function isV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [place, part] of parts.entries()) {
      const last = index === halves.length - 1 && place === parts.length - 1;
      if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups += 1;
      else if (last && V4.test(part)) groups += 2;
      else return false;
    }
  }
  if (halves.length === 1) return groups === 8 && !text.startsWith(':') && !text.endsWith(':');
  return groups <= 7;
}

/** The text if it is an address. */
export function ipText(text: string | undefined): string | undefined {
  return text !== undefined && isIpText(text) ? text : undefined;
}
