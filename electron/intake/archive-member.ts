// One file in an archive, whatever the kind of archive, and which names are refused.

export interface ArchiveMember {
  /** As the archive has it, with `/`. */
  readonly name: string;
  /** Day of its last change, `2026-03-05` in UTC. */
  readonly changedOn: string | undefined;
  /** Why it is not read. */
  readonly problem: string | undefined;
  /** What it holds may be more than what is stored of it. */
  readonly grows?: true;
  /** To be run through at most once, before the next member is asked for. */
  content(): AsyncGenerator<Uint8Array>;
  /** What is wrong with it; complete once the content has been run through. */
  troubles?(): readonly string[];
}

export function nameProblem(name: string): string | undefined {
  if (name === '') return 'a member without a name';
  const escapes = name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.includes('\\');
  if (escapes || name.split('/').includes('..')) return 'a name that leads out of the archive';
  return name.includes('\0') ? 'a name with a zero byte in it' : undefined;
}
