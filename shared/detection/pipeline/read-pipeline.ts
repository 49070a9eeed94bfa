// Pipeline files: YAML in pySigma's form. What is not known is refused with its line, because a
// pipeline that is only half applied finds something else than it says.

import { fieldCheck, itemCheck, ruleCheck } from './conditions.ts';
import { Parameters } from './parameters.ts';
import type { Checks, Passing, Pipeline, PipelineItem, Vars } from './pipeline.ts';
import { transformationOf } from './transformations.ts';
import { parseCondition } from '../parse/condition.ts';
import { Problems } from '../parse/problems.ts';
import {
  entry,
  plainNumberOf,
  readYaml,
  START,
  textOf,
  textsOf,
  type MapNode,
  type Node,
} from '../parse/yaml-tree.ts';
import type { Condition } from '../rule.ts';

const KEYS = ['name', 'priority', 'vars', 'transformations', 'allowed_backends'];
/** They change the text of a query, which there is none of. */
const WITHOUT_EFFECT = ['postprocessing', 'finalizers'];

export function readPipeline(path: string, text: string): Pipeline {
  const problems = new Problems();
  const [document, more] = readYaml(text);
  for (const { code, message, place } of document?.problems ?? []) {
    problems.error(code, message, place);
  }
  if (more !== undefined) {
    problems.error('pipeline.documents', 'A pipeline is one document.', more.place);
  }
  const root = document?.root;
  const parts = root?.kind === 'map' ? readParts(root, problems) : undefined;
  if (parts === undefined && !problems.failed) {
    problems.error('pipeline.form', 'The file holds no pipeline.', root?.place ?? START);
  }
  return {
    name: parts?.name ?? path,
    path,
    priority: parts?.priority ?? 0,
    vars: parts?.vars ?? new Map(),
    items: parts?.items ?? [],
    diagnostics: problems.list,
  };
}

type Parts = Pick<Pipeline, 'priority' | 'vars' | 'items'> & { readonly name: string | undefined };

function readParts(root: MapNode, problems: Problems): Parts {
  for (const { key, keyPlace } of root.entries) {
    if (WITHOUT_EFFECT.includes(key)) {
      problems.warning('pipeline.key', `"${key}" has no effect here.`, keyPlace);
    } else if (!KEYS.includes(key)) {
      problems.error('pipeline.key', `"${key}" is not known in a pipeline.`, keyPlace);
    }
  }
  const priorityNode = entry(root, 'priority')?.value;
  const priority = priorityNode === undefined ? 0 : plainNumberOf(priorityNode);
  if (priority === undefined) {
    problems.error('pipeline.key', '"priority" needs a number.', priorityNode?.place ?? root.place);
  }
  return {
    name: textOf(entry(root, 'name')?.value),
    priority: priority ?? 0,
    vars: readVars(entry(root, 'vars')?.value, problems),
    items: readItems(entry(root, 'transformations')?.value, problems),
  };
}

function readVars(node: Node | undefined, problems: Problems): Vars {
  if (node === undefined) return new Map();
  if (node.kind !== 'map') {
    problems.error('pipeline.vars', '"vars" is a map of names to values.', node.place);
    return new Map();
  }
  return new Map(node.entries.map(({ key, value }) => [key, textsOf(value)]));
}

function readItems(node: Node | undefined, problems: Problems): readonly PipelineItem[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.error('pipeline.form', '"transformations" is a list.', node.place);
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind !== 'map') {
      problems.error('pipeline.form', 'A transformation is a map with its "type".', item.place);
      return [];
    }
    return readItem(item, problems) ?? [];
  });
}

const LEVELS = ['rule', 'detection_item', 'field_name'] as const;
const OF_CHECKS = LEVELS.flatMap((level) =>
  ['conditions', 'cond_op', 'cond_not', 'cond_expr', 'cond_expression'].map(
    (key) => `${level}_${key}`,
  ),
);

function readItem(map: MapNode, problems: Problems): PipelineItem | undefined {
  const typeNode = entry(map, 'type')?.value;
  const type = textOf(typeNode);
  if (type === undefined) {
    problems.error('pipeline.form', 'The transformation has no "type".', map.place);
    return undefined;
  }
  const parameters = new Parameters(map, `"${type}"`, problems, ['id', 'type', ...OF_CHECKS]);
  const transformation = transformationOf(type, parameters, (node) => readItems(node, problems));
  if (transformation !== undefined) parameters.refuseOthers();
  const ruleChecks = readChecks(map, 'rule', ruleCheck, problems);
  const itemChecks = readChecks(map, 'detection_item', itemCheck, problems);
  const fieldChecks = readChecks(map, 'field_name', fieldCheck, problems);
  if (transformation === undefined) return undefined;
  const id = textOf(entry(map, 'id')?.value);
  return { id, place: map.place, transformation, ruleChecks, itemChecks, fieldChecks };
}

type CheckReader<Subject> = (
  type: string,
  from: Parameters,
) => ((subject: Subject, passing: Passing) => boolean) | undefined;

/** Conditions are a list, or a map of names for an expression to refer to. */
function readChecks<Subject>(
  map: MapNode,
  level: (typeof LEVELS)[number],
  read: CheckReader<Subject>,
  problems: Problems,
): Checks<Subject> {
  const node = entry(map, `${level}_conditions`)?.value;
  const checks = new Map<string, ReturnType<CheckReader<Subject>> & object>();
  const named: (readonly [string, Node])[] =
    node?.kind === 'map'
      ? node.entries.map(({ key, value }) => [key, value])
      : node?.kind === 'list'
        ? node.items.map((value, i) => [String(i), value])
        : [];
  if (node?.kind === 'scalar') {
    problems.error('pipeline.condition', 'Conditions are a list or a map.', node.place);
  }
  for (const [name, value] of named) {
    const type = value.kind === 'map' ? textOf(entry(value, 'type')?.value) : undefined;
    if (value.kind !== 'map' || type === undefined) {
      problems.error('pipeline.condition', 'A condition is a map with its "type".', value.place);
      continue;
    }
    const from = new Parameters(value, `"${type}"`, problems, ['type']);
    const check = read(type, from);
    if (check === undefined) {
      const message = `The condition "${type}" is not known here.`;
      problems.error('pipeline.condition', message, from.node('type')?.place ?? value.place);
    } else {
      from.refuseOthers();
      checks.set(name, check);
    }
  }
  const own = new Parameters(map, `The conditions`, problems, []);
  return {
    condition: joined(level, own, [...checks.keys()], problems),
    negated: own.flag(`${level}_cond_not`, false),
    checks,
  };
}

function joined(
  level: string,
  own: Parameters,
  names: readonly string[],
  problems: Problems,
): Condition | undefined {
  const expression = own.node(`${level}_cond_expr`) ?? own.node(`${level}_cond_expression`);
  const operator = own.choice(`${level}_cond_op`, ['and', 'or'], 'and');
  if (expression !== undefined) {
    const parsed = parseCondition(textOf(expression) ?? '', names);
    if (parsed.ok) return parsed.value;
    problems.error('pipeline.condition', parsed.error.message, expression.place);
    return undefined;
  }
  if (names.length === 0) return undefined;
  return { kind: operator, items: names.map((name) => ({ kind: 'selection', name })) };
}
