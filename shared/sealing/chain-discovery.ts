// Finds out from the rows of a table under which names a hash-chained log keeps what. Owns the proof:
// columns are only taken for what they are where the hashes of several entries come out right with
// them and with no other choice, so that a guess is never made. Refuses to decide what is left open.

import type { Hashes } from '../base/hashes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { parseRfc3339 } from '../base/time.ts';
import { CONTENT_DIFFERS, createRowCheck, type ContentNames } from './chain-checks.ts';
import type { ChainColumn, ContentColumn } from '../domain/chain-layout.ts';
import { cellReader, SECURE_LOGS, type Cell, type ChainRow } from './chain-row.ts';
import { canonicalPythonJson } from './python-json.ts';

export interface DiscoveredChain {
  readonly columns: Readonly<Record<ChainColumn, string>>;
  /** True where the content was hashed under the table's own names. */
  readonly hashedUnderOwnNames: boolean;
}

/** What is in the way of certainty; `no chain` where nothing speaks for a hash-chained log at all. */
export type Undiscovered = 'no chain' | 'content not certain' | 'meaning not certain';

export interface DiscoverySample {
  readonly columns: readonly string[];
  /** The first rows, in the order in which they were written. */
  readonly rows: readonly (readonly Cell[])[];
}

/** How many rows are worth giving. */
export const DISCOVERY_ROWS = 64;
/** So many entries must come out right; one alone may be altered, or there by chance. */
const PROOF_ROWS = 2;
/** So many are tried first. */
const ROWS_TRIED = 5;
const MOST_HASH_COLUMNS = 8;
const MOST_NUMBER_COLUMNS = 6;
const MOST_CONTENT_COLUMNS = 12;
/** Of assignments of columns; a table with more is for a person to explain. */
const MOST_TRIALS = 20_000;
/** Assignments that the first entries leave open: all entries then tell them apart, or none do. */
const MOST_OPEN = 32;

const HEX_HASH = /^[0-9a-f]{64}$/;

type SealColumns = Readonly<
  Record<'sequence_number' | 'content_hash' | 'previous_hash' | 'chain_hash', number>
>;

/** Positions of columns, by what they hold. */
type Places = { readonly [column in ChainColumn]?: number };

export function discoverChain(
  hashes: Hashes,
  { columns, rows }: DiscoverySample,
): Result<DiscoveredChain, Undiscovered> {
  const tried = rows.slice(0, ROWS_TRIED);
  const hashColumns = places(columns, (at) => holds(tried, at, isHash));
  const numberColumns = places(columns, (at) => holds(tried, at, isWhole));
  if (
    hashColumns.length < 3 ||
    hashColumns.length > MOST_HASH_COLUMNS ||
    numberColumns.length > MOST_NUMBER_COLUMNS
  ) {
    return err('no chain');
  }
  const seals = sealColumns(hashes, tried, hashColumns, numberColumns);
  const [seal] = seals;
  if (seal === undefined) return err('no chain');
  if (seals.length > 1) return err('content not certain');
  const known = new Set(Object.values(seal));
  const spare = hashColumns.filter((at) => !known.has(at));
  const hmac = spare.length === 1 ? spare[0] : undefined;
  if (spare.length > 1) return err('content not certain');
  const content = places(columns, (at) => !known.has(at) && at !== hmac);
  if (content.length > MOST_CONTENT_COLUMNS) return err('content not certain');
  const sealed = { ...seal, hmac_signature: hmac ?? NOWHERE };
  return contentColumns(hashes, { columns, rows }, sealed, content);
}

/** Place of a column that the table does not have. */
const NOWHERE = -1;

/** Whether the first entries match their content hashes under these names of their columns alone. */
export function isHashedUnderOwnNames(
  hashes: Hashes,
  rows: readonly ChainRow[],
  names: Readonly<Record<ChainColumn, string>>,
): boolean {
  const right = (contentNames: ContentNames | undefined): number =>
    countRight(hashes, rows.slice(0, DISCOVERY_ROWS), contentNames);
  return right(undefined) === 0 && right(names) > 0;
}

function places(columns: readonly string[], fits: (at: number) => boolean): number[] {
  return [...columns.keys()].filter(fits);
}

function holds(
  rows: readonly (readonly Cell[])[],
  at: number,
  fits: (cell: Cell) => boolean,
): boolean {
  const cells = rows.map((row) => row[at] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 && cells.every(fits);
}

function isHash(cell: Cell): boolean {
  return typeof cell === 'string' && HEX_HASH.test(cell);
}

function isWhole(cell: Cell): boolean {
  return typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell));
}

/** Every choice of columns with which chain hashes come out right. */
function sealColumns(
  hashes: Hashes,
  rows: readonly (readonly Cell[])[],
  hashColumns: readonly number[],
  numberColumns: readonly number[],
): SealColumns[] {
  const found: SealColumns[] = [];
  for (const previous of hashColumns) {
    for (const content of hashColumns) {
      if (content === previous) continue;
      for (const sequence of numberColumns) {
        const fitting = new Map<number, number>();
        for (const row of rows) {
          const hash = hashes.sha256Hex(
            `${textAt(row, previous)}${textAt(row, content)}${textAt(row, sequence)}`,
          );
          for (const chain of hashColumns) {
            if (chain === previous || chain === content || row[chain] !== hash) continue;
            fitting.set(chain, (fitting.get(chain) ?? 0) + 1);
          }
        }
        for (const [chain, count] of fitting) {
          if (count < Math.min(PROOF_ROWS, rows.length)) continue;
          found.push({
            sequence_number: sequence,
            content_hash: content,
            previous_hash: previous,
            chain_hash: chain,
          });
        }
      }
    }
  }
  return found;
}

function textAt(row: readonly Cell[], at: number): string {
  const cell = row[at];
  return cell === null || cell === undefined ? '' : String(cell);
}

// ── content ─────────────────────────────────────────────────────────────────────────────────

type Sealed = SealColumns & { readonly hmac_signature: number };

/** In the order in which few columns come into question first. */
const ROLES = [
  'data',
  'timestamp',
  'entry_id',
  'log_level',
  'component',
  'event_type',
  'message',
] as const satisfies readonly ContentColumn[];
type Role = (typeof ROLES)[number];

function contentColumns(
  hashes: Hashes,
  sample: DiscoverySample,
  sealed: Sealed,
  content: readonly number[],
): Result<DiscoveredChain, Undiscovered> {
  const { columns, rows } = sample;
  const dated = content.filter((at) => holds(rows, at, isTime));
  const nested = content.filter((at) => holds(rows, at, isObjectText));
  const candidates = (role: Role): readonly number[] =>
    role === 'timestamp' ? dated : role === 'data' ? nested : content;
  const first = { columns, rows: rows.slice(0, ROWS_TRIED) };
  const wanted = Math.min(PROOF_ROWS, first.rows.length);

  // Under the usual names each choice of columns gives another text, so the hash tells.
  const proven: Readonly<Record<ChainColumn, string>>[] = [];
  let trials = 0;
  const assign = (index: number, chosen: Partial<Record<Role, number>>): boolean => {
    const role = ROLES[index];
    if (role === undefined) {
      trials += 1;
      if (trials > MOST_TRIALS || proven.length >= MOST_OPEN) return false;
      const names = namesOf(columns, { ...sealed, ...chosen });
      if (rightEntries(hashes, first, names, false) >= wanted) proven.push(names);
      return true;
    }
    const taken = new Set(Object.values(chosen));
    for (const at of candidates(role)) {
      if (!taken.has(at) && !assign(index + 1, { ...chosen, [role]: at })) return false;
    }
    return true;
  };
  if (!assign(0, {})) return err('content not certain');
  if (proven.length > 0) {
    const usual = bestOf(proven, (names) => rightEntries(hashes, sample, names, false));
    return usual ? ok({ columns: usual, hashedUnderOwnNames: false }) : err('content not certain');
  }

  // Under the table's own names the hash tells which columns are content, and the names what they mean.
  const meant = byName(columns, content, dated, nested);
  if (meant === undefined) return err('meaning not certain');
  const own = namesOf(columns, { ...sealed, ...meant });
  return rightEntries(hashes, first, own, true) >= wanted
    ? ok({ columns: own, hashedUnderOwnNames: true })
    : err('content not certain');
}

/** The one that fits more entries than any other; none where two fit as many. */
function bestOf<T>(choices: readonly T[], scoreOf: (choice: T) => number): T | undefined {
  const scored = choices
    .map((choice) => ({ choice, score: scoreOf(choice) }))
    .sort((a, b) => b.score - a.score);
  const [best, next] = scored;
  return next !== undefined && next.score === best?.score ? undefined : best?.choice;
}

/** How many of the sample's entries match their content hash. */
function rightEntries(
  hashes: Hashes,
  { columns, rows }: DiscoverySample,
  names: Readonly<Record<ChainColumn, string>>,
  own: boolean,
): number {
  const read = cellReader(columns, { table: '', columns: names, integrity: '' });
  if (!read) return 0;
  return countRight(hashes, rows.map(read), own ? names : undefined);
}

function countRight(
  hashes: Hashes,
  rows: readonly ChainRow[],
  contentNames: ContentNames | undefined,
): number {
  const check = createRowCheck({ hashes, contentNames });
  return rows.filter((row) => (check(row).mask & CONTENT_DIFFERS) === 0).length;
}

function namesOf(columns: readonly string[], at: Places): Record<ChainColumn, string> {
  const names: Record<ChainColumn, string> = { ...SECURE_LOGS.columns };
  for (const column of Object.keys(names) as ChainColumn[]) {
    const name = columns[at[column] ?? NOWHERE];
    if (name !== undefined) names[column] = name;
  }
  return names;
}

function isTime(cell: Cell): boolean {
  return typeof cell === 'string' && parseRfc3339(cell) !== undefined;
}

function isObjectText(cell: Cell): boolean {
  return (
    typeof cell === 'string' && cell.trimStart().startsWith('{') && canonicalPythonJson(cell).ok
  );
}

// ── by name ─────────────────────────────────────────────────────────────────────────────────

const NAMED_LIKE: Readonly<Record<Role, RegExp>> = {
  data: /^(?:data|details?|payload|context|extra|attributes|fields|metadata|meta|body)(?:_json)?$/i,
  timestamp:
    /^(?:timestamp|time|ts|created(?:_at)?|logged_at|occurred_at|event_time|datetime|date)$/i,
  entry_id: /^(?:id|(?:entry|record|event|log|row|audit)_?(?:id|uuid|key)|uuid|guid)$/i,
  log_level: /^(?:(?:log_?)?level|severity|sev|priority|lvl)$/i,
  component: /^(?:component|module|source|service|logger|subsystem|system|origin|unit)$/i,
  event_type: /^(?:(?:event_?)?(?:type|kind|category|action|name)|event|operation)$/i,
  message: /^(?:message|msg|text|description|summary)$/i,
};

/** One column for each role and one role for each column, or nothing. */
function byName(
  columns: readonly string[],
  content: readonly number[],
  dated: readonly number[],
  nested: readonly number[],
): Record<Role, number> | undefined {
  if (content.length !== ROLES.length) return undefined;
  const found: Partial<Record<Role, number>> = {};
  const taken = new Set<number>();
  for (const role of ROLES) {
    const among = role === 'timestamp' ? dated : role === 'data' ? nested : content;
    const alike = among.filter((at) => NAMED_LIKE[role].test(columns[at] ?? ''));
    const only = among.length === 1 ? among : alike;
    const [at] = only;
    if (at === undefined || only.length > 1 || taken.has(at)) return undefined;
    found[role] = at;
    taken.add(at);
  }
  return found as Record<Role, number>;
}
