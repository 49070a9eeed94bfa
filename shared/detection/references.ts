// Rules that name other rules: correlations, filters, and findings that cover others. By id first,
// then by name, in any order of files. Two rules of one id both run, as the parts of one `action:
// global` file have to; a reference means the first.

import { coversLogSource } from './log-source.ts';
import type { RuleDraft } from './rule-set.ts';
import type { RuleTree } from './rule.ts';

/** Answers with the lookup by id or name. */
export function resolveReferences(
  drafts: readonly RuleDraft[],
): (reference: string) => number | undefined {
  const byId = new Map<string, number>();
  const byName = new Map<string, number>();
  drafts.forEach((draft, index) => {
    const { head } = draft;
    if (head === undefined) return;
    const earlier = byId.get(head.id);
    if (earlier !== undefined) {
      const { file } = drafts[earlier] ?? draft;
      const where = file === draft.file ? 'earlier in this file' : `in ${file.path}`;
      draft.problems.warning(
        'rule.duplicate-id',
        `The id ${head.id} is also that of a rule ${where}. Both run; what refers to the id means that one.`,
        draft.place,
      );
    } else byId.set(head.id, index);
    if (head.name !== undefined && !byName.has(head.name)) byName.set(head.name, index);
  });
  const find = (reference: string) => byId.get(reference) ?? byName.get(reference);
  linkCorrelations(drafts, find);
  refuseBroken(drafts);
  linkFilters(drafts, find);
  markReported(drafts);
  return find;
}

function linkCorrelations(
  drafts: readonly RuleDraft[],
  find: (reference: string) => number | undefined,
): void {
  for (const draft of drafts) {
    if (draft.tree?.kind !== 'correlation') continue;
    const { references, referencePlaces } = draft.tree.correlation;
    for (const [position, reference] of references.entries()) {
      const place = referencePlaces[position] ?? draft.place;
      const index = find(reference);
      const kind = index === undefined ? undefined : drafts[index]?.tree?.kind;
      if (index === undefined) {
        draft.problems.error(
          'rule.unknown-reference',
          `The rule "${reference}" that the correlation refers to is not there.`,
          place,
        );
      } else if (kind === 'filter' || kind === 'integrity' || kind === 'baseline') {
        draft.problems.error(
          'rule.reference-kind',
          `"${reference}" is a ${kind} rule, which cannot be correlated.`,
          place,
        );
      } else draft.references.push(index);
    }
    if (!draft.problems.failed) linkAliases(draft, draft.tree, find);
  }
}

/** An alias may say a rule's name where the correlation says its id, and the other way round. */
function linkAliases(
  draft: RuleDraft,
  tree: RuleTree & { readonly kind: 'correlation' },
  find: (reference: string) => number | undefined,
): void {
  const { correlation } = tree;
  const spelt = (reference: string): readonly string[] => {
    if (correlation.references.includes(reference)) return [reference];
    const index = find(reference);
    return correlation.references.filter((_, position) => draft.references[position] === index);
  };
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  for (const [alias, given] of correlation.aliases) {
    const fields = new Map<string, string>();
    for (const [reference, field] of given) {
      const among = spelt(reference);
      for (const each of among) fields.set(each, field);
      if (among.length > 0) continue;
      draft.problems.error(
        'rule.aliases',
        `The alias "${alias}" names "${reference}", which is not among the rules.`,
        correlation.aliasPlaces.get(reference) ?? draft.place,
      );
    }
    aliases.set(alias, fields);
  }
  draft.tree = { ...tree, correlation: { ...correlation, aliases } };
}

/** A correlation whose parts did not load, or that leads back to itself, does not load either. */
function refuseBroken(drafts: readonly RuleDraft[]): void {
  const state = new Map<number, 'open' | 'sound' | 'broken'>();
  const visit = (index: number): 'sound' | 'broken' | 'circular' => {
    const draft = drafts[index];
    if (draft === undefined || draft.tree === undefined || draft.problems.failed) return 'broken';
    const known = state.get(index);
    if (known === 'open') return 'circular';
    if (known !== undefined) return known;
    state.set(index, 'open');
    let result: 'sound' | 'broken' = 'sound';
    const places = draft.tree.kind === 'correlation' ? draft.tree.correlation.referencePlaces : [];
    for (const [position, reference] of draft.references.entries()) {
      const inner = visit(reference);
      if (inner === 'sound') continue;
      result = 'broken';
      const title = drafts[reference]?.head?.title ?? drafts[reference]?.file.path ?? '';
      const reason = inner === 'circular' ? 'leads back to this correlation' : 'did not load';
      draft.problems.error(
        'rule.broken-reference',
        `"${title}", which the correlation refers to, ${reason}.`,
        places[position] ?? draft.place,
      );
      break;
    }
    state.set(index, result);
    return result;
  };
  drafts.forEach((draft, index) => {
    if (draft.tree?.kind === 'correlation') visit(index);
  });
}

function linkFilters(
  drafts: readonly RuleDraft[],
  find: (reference: string) => number | undefined,
): void {
  drafts.forEach((draft, filterIndex) => {
    const { tree, head } = draft;
    if (tree?.kind !== 'filter' || head === undefined || draft.problems.failed) return;
    const targets =
      tree.filter.rules === 'any'
        ? drafts.map((_, index) => index)
        : tree.filter.rules.flatMap((reference, position) => {
            const place = tree.filter.rulePlaces[position] ?? draft.place;
            const index = find(reference);
            if (index !== undefined) return [index];
            draft.problems.warning(
              'rule.unknown-reference',
              `The filter names the rule "${reference}", which is not there.`,
              place,
            );
            return [];
          });
    for (const target of targets) {
      const rule = drafts[target];
      if (rule?.tree?.kind !== 'event' && rule?.tree?.kind !== 'baseline') {
        if (tree.filter.rules !== 'any') warnUnfiltered(draft, rule);
        continue;
      }
      if (coversLogSource(head.logSource, rule.tree.head.logSource)) rule.filters.push(filterIndex);
      else if (tree.filter.rules !== 'any') {
        draft.problems.warning(
          'rule.filter-logsource',
          `The filter is for another log source than "${rule.tree.head.title}" and leaves it alone.`,
          draft.place,
        );
      }
    }
  });
}

/** A filter adds its condition to what a rule asks of an event; other kinds ask nothing of events. */
function warnUnfiltered(draft: RuleDraft, rule: RuleDraft | undefined): void {
  const title = rule?.head?.title ?? rule?.file.path ?? '';
  const kind = rule?.tree?.kind;
  const reason =
    kind === undefined
      ? `The rule "${title}" that the filter names did not load.`
      : `"${title}" is a ${kind} rule, which a filter leaves alone; name the rules that it refers to.`;
  draft.problems.warning('rule.filter-kind', reason, draft.place);
}

/** What only feeds a correlation is not listed, unless one of them asks for it with `generate`. */
function markReported(drafts: readonly RuleDraft[]): void {
  const generated = new Set<number>();
  for (const draft of drafts) {
    // A correlation that did not load reports in nobody's place.
    if (draft.tree?.kind !== 'correlation' || draft.problems.failed) continue;
    for (const reference of draft.references) {
      const target = drafts[reference];
      if (draft.tree.correlation.generate) generated.add(reference);
      if (target) target.reported = false;
    }
  }
  for (const index of generated) {
    const target = drafts[index];
    if (target) target.reported = true;
  }
  for (const draft of drafts) if (draft.tree?.kind === 'filter') draft.reported = false;
}
