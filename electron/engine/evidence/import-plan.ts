// What is to be read of an exhibit, written down before it is read: the files as they lay there, and
// which of them are cut into slices or read from where they ended before. The same plan always gives
// the same units, so an import that was cut off goes on where it was as long as the files are the same.

import { join } from 'node:path';
import type { Result } from '../../../shared/base/result.ts';
import type { IntakeLimits } from '../../../shared/domain/limits.ts';
import type { GrownPart } from '../../intake/grown-file.ts';
import { isDatabase } from '../../intake/database-copy.ts';
import { isShared, planUnits, sliceUnits, type Unit } from '../../intake/unit.ts';
import { sliceFormat } from '../../intake/slice-format.ts';
import { withoutPath, type ExhibitFile, type ExhibitTree } from '../../intake/walk.ts';
import type { ReadOptions } from '../../store/sources.ts';
import type { Added } from '../steps.ts';

interface PlannedFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedUs?: number;
  readonly companionOf?: string;
  readonly problem?: string;
  /** For files that are cut into slices: what they are read as. */
  readonly slicedAs?: string;
  /** For big databases, whose rows are shared out. */
  readonly rowsShared?: true;
  /** For a file that the exhibit lists already: its number, and where what is new begins. */
  readonly listedAs?: number;
  readonly fromByte?: number;
  /** Where that is not read by lines alone. */
  readonly grown?: GrownPart;
}

export interface ImportPlan {
  readonly kind: 'file' | 'folder';
  readonly files: readonly PlannedFile[];
  /** What reading keeps to: an import that goes on must not keep to others. */
  readonly limits: IntakeLimits;
  /** Present where the exhibit was read to its end before. */
  readonly added?: Added;
}

/** Throws FailureError where a file cannot be opened that must be looked into. */
export async function planWhole(
  tree: Pick<ExhibitTree, 'kind'>,
  files: readonly ExhibitFile[],
  options: ReadOptions,
  limits: IntakeLimits,
): Promise<ImportPlan> {
  const planned: PlannedFile[] = [];
  for (const file of files) {
    const big = isShared(file);
    const facts = withoutPath(file);
    if (big && (await isDatabase(file))) {
      planned.push({ ...facts, rowsShared: true });
      continue;
    }
    const format = big
      ? await sliceFormat(file, { ...options, limits, alone: tree.kind === 'file' })
      : undefined;
    planned.push(format === undefined ? facts : { ...facts, slicedAs: format });
  }
  return { kind: tree.kind, files: planned, limits };
}

export interface PlannedUnits {
  readonly units: readonly Unit[];
  /** Files that are hashed apart from reading them. */
  readonly sliced: readonly ExhibitFile[];
}

/** The big databases of the plan: private copies of them are needed before units are. */
export function databasesOf(plan: ImportPlan, root: string): readonly ExhibitFile[] {
  return plan.files.flatMap(({ rowsShared, ...facts }) =>
    rowsShared === true ? [{ ...facts, path: pathIn(plan, root, facts.name) }] : [],
  );
}

/**
 * @param root path of the exhibit as it was walked
 * @param copies where the copies of the big databases lie, by their names
 */
export function unitsOf(
  plan: ImportPlan,
  root: string,
  copies: ReadonlyMap<string, Result<string>>,
): PlannedUnits {
  const whole: PlannedFile[] = [];
  const formats = new Map<string, string>();
  const more: Unit[] = [];
  const sliced: ExhibitFile[] = [];
  const placed = (file: PlannedFile): ExhibitFile => {
    const {
      slicedAs: _as,
      listedAs: _at,
      fromByte: _from,
      grown: _,
      rowsShared: _rows,
      ...facts
    } = file;
    return { ...facts, path: pathIn(plan, root, facts.name) };
  };
  for (const file of plan.files) {
    const { slicedAs, listedAs, fromByte, grown } = file;
    if (slicedAs !== undefined || grown) sliced.push(placed(file));
    if (listedAs !== undefined && grown) {
      more.push({ parts: [{ file: placed(file), grown }], listedAs });
      continue;
    }
    if (listedAs !== undefined && slicedAs !== undefined) {
      more.push(...sliceUnits(placed(file), slicedAs, fromByte ?? 0, listedAs));
      continue;
    }
    whole.push(file);
    if (slicedAs !== undefined) formats.set(file.name, slicedAs);
  }
  return { units: [...planUnits(whole, formats, copies, placed), ...more], sliced };
}

/** Beside a single file lie its companions, under its name with an ending. */
function pathIn(plan: ImportPlan, root: string, name: string): string {
  const first = plan.files[0]?.name ?? '';
  return plan.kind === 'folder' ? join(root, name) : root + name.slice(first.length);
}

/** True where all files of the plan lie there as they did. */
export function stillThere(plan: ImportPlan, tree: ExhibitTree): boolean {
  const there = new Map(tree.files.map((file) => [file.name, file]));
  return (
    plan.kind === tree.kind &&
    plan.files.every((file) => {
      const now = there.get(file.name);
      return (
        now !== undefined &&
        now.bytes === file.bytes &&
        now.changedUs === file.changedUs &&
        now.problem === file.problem
      );
    })
  );
}
