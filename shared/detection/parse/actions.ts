// `action: global`, `reset` and `repeat`: how older rule files share parts between their documents.

import { entry, textOf, type MapEntry, type MapNode, type Node } from './yaml-tree.ts';

export class DocumentActions {
  #global: MapNode | undefined;
  #previous: MapNode | undefined;

  /** The document with what it inherits; `undefined` where it is no rule of its own. */
  resolve(map: MapNode): MapNode | undefined {
    const action = textOf(entry(map, 'action')?.value);
    const own = action === undefined ? map : without(map, 'action');
    switch (action) {
      case 'global':
        this.#global = this.#global === undefined ? own : merged(this.#global, own);
        return undefined;
      // What `repeat` means is still the document before, as elsewhere.
      case 'reset':
        this.#global = undefined;
        return own.entries.length === 0 ? undefined : this.#keep(own);
      case 'repeat': {
        const before = this.#previous ?? this.#global;
        return this.#keep(before === undefined ? own : merged(before, own));
      }
      default:
        return this.#keep(this.#global === undefined ? own : merged(this.#global, own));
    }
  }

  #keep(map: MapNode): MapNode {
    this.#previous = map;
    return map;
  }
}

function without(map: MapNode, key: string): MapNode {
  return { ...map, entries: map.entries.filter((each) => each.key !== key) };
}

function merged(base: MapNode, over: MapNode): MapNode {
  const entries: MapEntry[] = base.entries.map((each) => {
    const other = entry(over, each.key);
    return other === undefined ? each : { ...other, value: mergedNode(each.value, other.value) };
  });
  for (const each of over.entries) if (entry(base, each.key) === undefined) entries.push(each);
  return { ...over, entries };
}

function mergedNode(base: Node, over: Node): Node {
  return base.kind === 'map' && over.kind === 'map' ? merged(base, over) : over;
}
