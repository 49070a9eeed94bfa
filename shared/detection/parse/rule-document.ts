// One document of a rule file to one rule, with everything that is wrong with it.

import { parseCorrelation } from './correlation.ts';
import { parseExtensions, type Extensions } from './extensions.ts';
import type { Problems } from './problems.ts';
import { parseDetection } from './selections.ts';
import { booleanOf, entry, isNull, placesOf, textOf, textsOf, type MapNode } from './yaml-tree.ts';
import type { Condition, RuleHead, RuleTree } from '../rule.ts';
import type { LogSource } from '../../domain/event.ts';
import { SEVERITIES, type Severity } from '../../domain/severity.ts';

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
/** What a rule without a level counts as. */
const DEFAULT_SEVERITY: Severity = 'medium';

/** @param fallbackId for a rule without id and name: its place among the files */
export function parseRuleDocument(
  map: MapNode,
  fallbackId: string,
  problems: Problems,
): { readonly head: RuleHead; readonly tree: RuleTree | undefined } {
  const extensions = parseExtensions(map, problems);
  const head = parseHead(map, fallbackId, extensions, problems);
  const tree = parseBody(map, head, extensions, problems);
  return { head, tree: problems.failed ? undefined : tree };
}

function parseHead(
  map: MapNode,
  fallbackId: string,
  extensions: Extensions,
  problems: Problems,
): RuleHead {
  const text = (key: string) => textOf(entry(map, key)?.value);
  const title = text('title') ?? '';
  if (title === '') problems.error('rule.no-title', 'The rule has no title.', map.place);
  const level = text('level') ?? '';
  const severity = SEVERITIES.find((each) => each === level.toLowerCase());
  const levelEntry = entry(map, 'level');
  if (level !== '' && severity === undefined) {
    problems.error(
      'rule.level',
      `The level "${level}" is not known.`,
      levelEntry?.value.place ?? map.place,
    );
  }
  const status = text('status') ?? '';
  if (status !== '' && !STATUSES.includes(status.toLowerCase())) {
    const place = entry(map, 'status')?.value.place ?? map.place;
    problems.warning('rule.status', `The status "${status}" is not known.`, place);
  }
  const name = text('name');
  const id = text('id') ?? name ?? fallbackId;
  const {
    actions,
    confidence,
    zone,
    foldUs,
    suppressUs,
    groupBy,
    coveredBy,
    everyFire,
    offAtFirst,
    tests,
  } = extensions;
  return {
    id,
    name,
    title: title === '' ? id : title,
    description: text('description') ?? '',
    status: status.toLowerCase(),
    level: level.toLowerCase(),
    severity: severity ?? DEFAULT_SEVERITY,
    tags: textsOf(entry(map, 'tags')?.value),
    falsePositives: textsOf(entry(map, 'falsepositives')?.value),
    logSource: parseLogSource(map, problems),
    actions,
    confidence,
    zone,
    foldUs,
    suppressUs,
    groupBy,
    coveredBy,
    everyFire,
    offAtFirst,
    tests,
  };
}

function parseLogSource(map: MapNode, problems: Problems): LogSource {
  const found = entry(map, 'logsource');
  if (found === undefined || isNull(found.value)) return {};
  if (found.value.kind !== 'map') {
    problems.error('rule.logsource', 'The log source must be a map.', found.value.place);
    return {};
  }
  const source: { product?: string; category?: string; service?: string } = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const text = textOf(entry(found.value, key)?.value);
    if (text !== undefined && text !== '') source[key] = text.toLowerCase();
  }
  return source;
}

function parseBody(
  map: MapNode,
  head: RuleHead,
  extensions: Extensions,
  problems: Problems,
): RuleTree | undefined {
  const correlation = entry(map, 'correlation');
  const filter = entry(map, 'filter');
  const detection = entry(map, 'detection');
  const first = correlation ?? filter ?? detection;
  if (first !== undefined && first.value.kind !== 'map') {
    problems.error('rule.section', `"${first.key}" must be a map.`, first.value.place);
    return undefined;
  }
  if (correlation?.value.kind === 'map') {
    const generate = entry(map, 'generate');
    const onTop = generate !== undefined && booleanOf(generate.value) === true;
    const parsed = parseCorrelation(correlation.value, extensions.groupBy, onTop, problems);
    return parsed === undefined ? undefined : { kind: 'correlation', head, correlation: parsed };
  }
  if (extensions.integrity) return { kind: 'integrity', head };
  if (filter?.value.kind === 'map') return parseFilter(map, filter.value, head, problems);
  if (detection?.value.kind === 'map') {
    warnWithoutLogSource(map, head, problems);
    const parsed = parseDetection(detection.value, problems);
    if (parsed === undefined) return undefined;
    if (extensions.baseline !== undefined) {
      return { kind: 'baseline', head, detection: parsed, baseline: extensions.baseline };
    }
    return { kind: 'event', head, detection: parsed, threatList: extensions.threatList };
  }
  if (extensions.threatList) return { kind: 'event', head, detection: undefined, threatList: true };
  problems.error(
    'rule.no-detection',
    'The document has no detection, correlation or filter, so it is no rule.',
    map.place,
  );
  return undefined;
}

function warnWithoutLogSource(map: MapNode, head: RuleHead, problems: Problems): void {
  if (Object.keys(head.logSource).length > 0) return;
  problems.warning(
    'rule.no-logsource',
    'The rule names no log source, so it is tried on every event.',
    entry(map, 'logsource')?.keyPlace ?? map.place,
  );
}

function parseFilter(
  map: MapNode,
  filter: MapNode,
  head: RuleHead,
  problems: Problems,
): RuleTree | undefined {
  warnWithoutLogSource(map, head, problems);
  const named = entry(filter, 'rules')?.value;
  const rules = textsOf(named);
  const isEmptyList = named?.kind === 'list' && named.items.length === 0;
  if (rules.length === 0 && !isEmptyList) {
    problems.error('rule.filter-rules', 'The filter names no rules.', filter.place);
    return undefined;
  }
  const parsed = parseDetection(filter, problems, ['rules']);
  if (parsed === undefined) return undefined;
  if (!startsWithNot(parsed.condition)) {
    problems.warning(
      'rule.filter-sense',
      'Matches are kept where the rule and this condition are both true; to leave matches out, begin the condition with "not".',
      entry(filter, 'condition')?.value.place ?? filter.place,
    );
  }
  // As pySigma has it: an empty list means every rule of the log source, and so do these two words.
  const every = isEmptyList || (rules.length === 1 && /^(?:any|all)$/i.test(rules[0] ?? ''));
  return {
    kind: 'filter',
    head,
    filter: {
      rules: every ? 'any' : rules,
      rulePlaces: placesOf(entry(filter, 'rules')?.value),
      detection: parsed,
    },
  };
}

function startsWithNot(condition: Condition): boolean {
  if (condition.kind === 'not') return true;
  if (condition.kind === 'selection') return false;
  return condition.items.every(startsWithNot);
}
