// Failures of the command line itself. They travel as FailureError to the one place that prints
// them (run.ts) and become an exit status there.

import { failure, FailureError } from '../../shared/base/result.ts';

/** The command was called wrongly: exit 2. */
export function wrongUse(message: string): FailureError {
  return new FailureError(failure('usage.wrong', message));
}

/** A file could not be read or written: exit 3. */
export function fileFailure(path: string, reason: string): FailureError {
  return new FailureError(failure('file.unreadable', `${path}: ${reason}`));
}

/** What the system says, without its jargon. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'is a folder, a file is needed';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of the path is not a folder';
    case 'ENOSPC':
      return 'no space left on the disk';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENAMETOOLONG':
      return 'the path, or a name in it, is too long for this system';
    case 'ELOOP':
      return 'symbolic links that lead in a circle';
    case 'EMFILE':
      return 'too many files are open';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
