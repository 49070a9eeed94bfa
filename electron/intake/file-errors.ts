// What the operating system's errors say to a person.

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there (any more)',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports a read error',
  EBUSY: 'another program has locked it',
  ENOSPC: 'the disk for temporary files is full',
};

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? error.message;
}
