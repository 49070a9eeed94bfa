// The wanted members of a JSON object, made ready to be found by the bytes of their names.

import type { Fields } from '../../domain/event.ts';

/** The wanted members by name: `true` for a value that is no object or list, or those of an object. */
export interface Wanted {
  readonly [name: string]: true | Wanted;
}

const POINT = 0x2e;
const SPACE = 0x20;

export interface WantedMember {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Bit of the member, to notice a name that is given twice. */
  readonly bit: number;
  readonly inside: WantedObject | undefined;
}

export interface WantedObject {
  /** By the length of their names. */
  readonly members: readonly (readonly WantedMember[] | undefined)[];
  /** With a place for each of them: adding places to an object one by one is slow. */
  readonly empty: Fields;
  /** Of their names as rules compare them. */
  readonly alike: ReadonlySet<number>;
}

const MOST_MEMBERS = 31;

export function wantedObject(wanted: Wanted): WantedObject {
  const members = Object.entries(wanted);
  if (members.length > MOST_MEMBERS) throw new Error('too many members of one object are wanted');
  const longest = Math.max(0, ...members.map(([name]) => name.length));
  const byLength = Array.from({ length: longest + 1 }, (): WantedMember[] => []);
  for (const [index, [name, inside]] of members.entries()) {
    byLength[name.length]?.push({
      name,
      bytes: bytesOf(name),
      bit: 1 << index,
      inside: inside === true ? undefined : wantedObject(inside),
    });
  }
  return {
    members: byLength.map((alike) => (alike.length === 0 ? undefined : alike)),
    empty: Object.fromEntries(members.map(([name]) => [name, undefined])) as unknown as Fields,
    alike: new Set(members.map(([name]) => looseHash(bytesOf(name), 0, name.length))),
  };
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from(name, (char) => char.charCodeAt(0));
}

/** The same for names that differ in case and spaces alone; what follows a dot is left out. */
export function looseHash(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0;
  for (let at = begin; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === POINT) break;
    if (byte !== SPACE) hash = (Math.imul(hash, 31) + (byte | 0x20)) | 0;
  }
  return hash;
}

/** The member whose name stands between two places of the text. */
export function memberNamed(
  { members }: WantedObject,
  text: Uint8Array,
  begin: number,
  end: number,
): WantedMember | undefined {
  const alike = members[end - begin];
  if (alike === undefined) return undefined;
  for (const member of alike) {
    const name = member.bytes;
    let index = 0;
    while (index < name.length && text[begin + index] === name[index]) index += 1;
    if (index === name.length) return member;
  }
  return undefined;
}
