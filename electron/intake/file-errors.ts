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
  // Bytes of a name that are no UTF-8 are lost once it is text: nobody finds the file by it.
  if (code === 'ENOENT' && error.message.includes('\ufffd')) {
    return 'its name is not UTF-8; give it another name, or pack it into an archive';
  }
  return REASONS[code] ?? error.message;
}
