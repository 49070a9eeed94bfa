// Says what a long step of a script is, and now and then that it goes on. A short one says nothing.

const FIRST_MS = 1_000;
const EVERY_MS = 10_000;

export async function stillGoing<T>(
  what: string,
  say: (line: string) => void,
  step: () => Promise<T>,
): Promise<T> {
  const startedMs = Date.now();
  let timer = setTimeout(() => {
    say(`${what} …`);
    timer = setInterval(() => {
      say(`  ${what}: ${String(Math.round((Date.now() - startedMs) / 1_000))} s`);
    }, EVERY_MS);
  }, FIRST_MS);
  try {
    return await step();
  } finally {
    clearTimeout(timer);
  }
}
