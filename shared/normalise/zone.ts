// Offsets of named zones, for time stamps that name none. Uses the platform's zone tables and no
// clock. A local time that a zone skipped does not exist and is refused; of one that occurred
// twice the first is taken.

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  let formatter: Intl.DateTimeFormat | undefined;
  try {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    formatter = undefined;
  }
  formatters.set(zone, formatter);
  return formatter;
}

export function isZone(zone: string): boolean {
  return zone === 'UTC' || formatterOf(zone) !== undefined;
}

/** Minutes east of UTC at an instant; `undefined` where the zone is not known. */
export function offsetMinutesAt(zone: string, instantMs: number): number | undefined {
  if (zone === 'UTC') return 0;
  const formatter = formatterOf(zone);
  if (!formatter || !Number.isFinite(instantMs)) return undefined;
  const part: Record<string, number> = {};
  let beforeChrist = false;
  for (const { type, value } of formatter.formatToParts(instantMs)) {
    if (type === 'era') beforeChrist = value.startsWith('B');
    else part[type] = Number(value);
  }
  const year = beforeChrist ? 1 - (part.year ?? 0) : (part.year ?? 0);
  const wall = new Date(0);
  wall.setUTCFullYear(year, (part.month ?? 1) - 1, part.day ?? 1);
  wall.setUTCHours(part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
  return Math.round((wall.getTime() - Math.floor(instantMs / 1000) * 1000) / MS_PER_MINUTE);
}

const localHours = new Map<string, number | null>();
const LOCAL_HOURS_KEPT = 10_000;

/**
 * Minutes east of UTC at a wall-clock time, given as if it were UTC. `undefined` where the zone is
 * unknown or the clock jumped over that time.
 */
export function offsetMinutesAtLocal(zone: string, localMs: number): number | undefined {
  if (zone === 'UTC') return 0;
  // Offsets change on quarter hours at the finest, so one answer serves the whole quarter.
  const quarterMs = Math.floor(localMs / (15 * MS_PER_MINUTE)) * 15 * MS_PER_MINUTE;
  const key = `${zone} ${quarterMs}`;
  const known = localHours.get(key);
  if (known !== undefined) return known ?? undefined;
  const offset = findOffset(zone, quarterMs);
  if (localHours.size >= LOCAL_HOURS_KEPT) localHours.clear();
  localHours.set(key, offset ?? null);
  return offset;
}

function findOffset(zone: string, localMs: number): number | undefined {
  const candidates = [
    offsetMinutesAt(zone, localMs - MS_PER_DAY),
    offsetMinutesAt(zone, localMs + MS_PER_DAY),
  ];
  for (const offset of candidates) {
    if (offset === undefined) return undefined;
    if (offsetMinutesAt(zone, localMs - offset * MS_PER_MINUTE) === offset) return offset;
  }
  return undefined;
}
