// The types of install-packages.mjs, which is plain JavaScript.

/** Answers npm's exit status. */
export function installPackages(
  root: string,
  lockText: string,
  say: (line: string) => void,
): Promise<number>;

/** Where the packages of a lock file go on this machine. */
export function packageFolders(lockText: string, platform: string, arch: string): string[];

export function progressLine(sinceMs: number, here: number, all: number): string;
