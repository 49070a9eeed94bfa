// `add_condition`: a selection of the pipeline's own, joined to whatever condition the rule has.

import { detectionOf, withDetection } from './items.ts';
import type { Parameters } from './parameters.ts';
import type { Passing, Transformation } from './pipeline.ts';
import { parseSelection } from '../parse/selections.ts';
import type { MapNode, Node } from '../parse/yaml-tree.ts';
import { Problems } from '../parse/problems.ts';
import type { Condition, Detection, Selection } from '../rule.ts';
import type { LogSource } from '../../domain/event.ts';

export function addCondition(from: Parameters): Transformation | undefined {
  const node = from.node('conditions');
  const name = from.textOr('name', '');
  const negated = from.flag('negated', false);
  const template = from.flag('template', false);
  if (node?.kind !== 'map' || node.entries.length === 0) {
    from.error('"add_condition" needs a map of "conditions".', node);
    return undefined;
  }
  const selection = parseSelection(node, 'conditions', node.place, from.problems);
  if (selection === undefined) return undefined;
  return {
    kind: 'rule',
    apply(passing) {
      const detection = detectionOf(passing.tree);
      if (detection === undefined) return;
      const own = template ? fromTemplate(node, passing) : selection;
      if (own === undefined) return;
      const key = freeName(detection, name === '' ? '_cond' : name);
      const added: Condition = { kind: 'selection', name: key };
      passing.tree = withDetection(passing.tree, {
        selections: new Map([...detection.selections, [key, own]]),
        condition: {
          kind: 'and',
          items: [negated ? { kind: 'not', item: added } : added, detection.condition],
        },
      });
    },
  };
}

function freeName({ selections }: Detection, wanted: string): string {
  let name = wanted;
  for (let i = 2; selections.has(name); i++) name = `${wanted}_${i}`;
  return name;
}

/** `$product`, `${category}` and `$service` stand for the rule's own log source. */
function fromTemplate(node: MapNode, passing: Passing): Selection | undefined {
  const { logSource } = passing.tree.head;
  const problems = new Problems();
  const filled = fill(node, logSource);
  const selection =
    filled.kind === 'map' ? parseSelection(filled, 'conditions', node.place, problems) : undefined;
  const [problem] = problems.list;
  if (problem !== undefined) passing.failure ??= problem.message;
  return selection;
}

function fill(node: Node, source: LogSource): Node {
  switch (node.kind) {
    case 'scalar':
      return {
        ...node,
        text: node.text.replace(
          /\$\{?(product|category|service)\b\}?/g,
          (_, part: keyof LogSource) => source[part] ?? '',
        ),
      };
    case 'list':
      return { ...node, items: node.items.map((item) => fill(item, source)) };
    case 'map':
      return {
        ...node,
        entries: node.entries.map((each) => ({ ...each, value: fill(each.value, source) })),
      };
  }
}
