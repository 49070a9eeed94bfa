// Linux in Sigma's terms: which events of the audit log are of a category. Data alone.

import type { ImpliedSource } from './implied-source.ts';

export const LINUX_CATEGORIES: readonly ImpliedSource[] = [
  {
    // A program that was started: the call with its arguments, directory and owner.
    of: { product: 'linux', service: 'auditd' },
    where: { type: ['EXECVE'] },
    unless: { success: ['no'] },
    category: 'process_creation',
    fields: {
      Image: 'exe',
      CurrentDirectory: 'cwd',
      User: 'UID',
      ProcessId: 'pid',
      ParentProcessId: 'ppid',
      LogonId: 'ses',
    },
    joined: { CommandLine: { begin: 'a', count: 'argc' } },
  },
];
