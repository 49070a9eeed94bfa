// Which messages stand beside each other when another one comes.

export interface Toast {
  readonly tone: 'info' | 'success' | 'error';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ShownToast extends Toast {
  readonly key: number;
}

const MOST_FAILURES = 3;

export function isFailure({ tone }: Toast): boolean {
  return tone === 'error';
}

/** What is shown once this one has come: the newest failures, and one of each other kind. */
export function withToast(shown: readonly ShownToast[], next: ShownToast): readonly ShownToast[] {
  // The same message twice in a row would only hide others.
  const others = shown.filter((each) => each.text !== next.text && !givesWay(each, next));
  const failures = [...others, next].filter(isFailure).slice(-MOST_FAILURES);
  return [...others, next].filter((each) => !isFailure(each) || failures.includes(each));
}

/** What can be undone does not give way to what cannot. */
function givesWay(present: Toast, next: Toast): boolean {
  if (isFailure(present) || isFailure(next)) return false;
  return present.action === undefined || next.action !== undefined;
}
