// The address of a view: `#/alerts/1f2e…?tab=events`. Everything a colleague needs to see the same.

export interface Route {
  /** First part of the path: the screen. */
  readonly screen: string;
  /** Second part, empty where there is none. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const parts = path.split('/').filter((part) => part !== '');
  const params: Record<string, string> = {};
  if (mark >= 0) {
    for (const [key, value] of new URLSearchParams(text.slice(mark + 1))) params[key] = value;
  }
  return { screen: decodePart(parts[0]), id: decodePart(parts[1]), params };
}

/** A part that is not valid percent-encoding stands for itself. */
function decodePart(part: string | undefined): string {
  if (part === undefined) return '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function hashOf(route: {
  readonly screen: string;
  readonly id?: string;
  readonly params?: Readonly<Record<string, string | number | null | undefined>>;
}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(route.params ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  const query = params.toString();
  const id = route.id ? `/${encodeURIComponent(route.id)}` : '';
  return `#/${encodeURIComponent(route.screen)}${id}${query === '' ? '' : `?${query}`}`;
}

/** The address of a stretch of the timeline. */
export function timelineHash(view: {
  readonly q?: string;
  readonly fromUs?: number | null;
  readonly toUs?: number | null;
  readonly event?: number;
}): string {
  return hashOf({
    screen: 'timeline',
    params: { q: view.q, from: view.fromUs, to: view.toUs, event: view.event },
  });
}
