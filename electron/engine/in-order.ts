// Work that several take on side by side, with what comes of it in order. What is finished ahead of
// its turn is bounded, so that memory does not depend on how much work there is.

/** Does each of the works in turn with whoever is free; results come in the order of the works. */
export async function* inOrder<Worker, Work, Result>(
  workers: readonly Worker[],
  works: Iterable<Work>,
  carryOut: (worker: Worker, work: Work) => Promise<Result>,
  mostAhead: number,
): AsyncGenerator<Result> {
  const free = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const run = async (work: Work): Promise<Result> => {
    const worker = free.shift() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
    try {
      return await carryOut(worker, work);
    } finally {
      const next = waiting.shift();
      if (next) next(worker);
      else free.push(worker);
    }
  };
  const underWay: Promise<Result>[] = [];
  for (const work of works) {
    const result = run(work);
    // A failure is met in its turn; until then it must not count as unhandled.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length <= mostAhead) continue;
    const due = underWay.shift();
    if (due) yield await due;
  }
  for (const due of underWay) yield await due;
}
