// The types of quick-cli.mjs, which is plain JavaScript.

/** The entry of the command line, or undefined where there is none for these sources. */
export function quickCli(root: string, nodeBinary: string): string | undefined;
