// Whether text is a rule rather than a log: somebody has named the wrong file, and lines of a rule as
// events would be of no use to them.

/** Whole lines at the left edge; a log that quotes a rule indents it or puts something in front. */
const TITLE = /^title:[ \t]+\S/m;
const BODY = /^(?:detection|correlation|filter):[ \t]*(?:#.*)?\r?$/m;

export function isRuleText(text: string): boolean {
  return TITLE.test(text) && BODY.test(text);
}
