// What the programs that let people into a Linux host say in their messages: who, from where, and
// whether it went well. Names are chosen by whoever tries to log in, so the last `from … port …` of
// a message counts, which sshd wrote itself.

import type { EcsValues } from '../domain/event.ts';
import { ipText } from './ip-text.ts';

interface Pattern {
  readonly test: RegExp;
  readonly action: string;
  readonly outcome?: 'success' | 'failure';
}

const SSHD: readonly Pattern[] = [
  {
    test: /Accepted \S+ for (?<user>.*) from (?<address>\S+) port \d+/,
    action: 'ssh_login',
    outcome: 'success',
  },
  {
    test: /Failed \S+ for (?:invalid user )?(?<user>.*) from (?<address>\S+) port \d+/,
    action: 'ssh_login',
    outcome: 'failure',
  },
  {
    test: /^(?:Invalid|Illegal) user (?<user>.*) from (?<address>\S+)(?: port \d+)?$/,
    action: 'ssh_login',
    outcome: 'failure',
  },
  {
    test: /^User (?<user>.*) from (?<address>\S+) not allowed because /,
    action: 'ssh_login',
    outcome: 'failure',
  },
  {
    test: /maximum authentication attempts exceeded for (?:invalid user )?(?<user>.*) from (?<address>\S+) port \d+/,
    action: 'ssh_login',
    outcome: 'failure',
  },
  {
    test: /^(?:Connection (?:closed|reset) by|Disconnected from) (?:authenticating |invalid )?user (?<user>.*) (?<address>\S+) port \d+/,
    action: 'ssh_disconnect',
  },
  {
    test: /^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) (?<address>\S+)(?: port \d+)?/,
    action: 'ssh_disconnect',
  },
  { test: /^Connection from (?<address>\S+) port \d+/, action: 'ssh_connect' },
];

const PAM: readonly Pattern[] = [
  {
    test: /^pam_\w+\(.*:auth\): authentication failure;.*?(?: rhost=(?<address>\S*))?(?:\s+user=(?<user>\S*))?\s*$/,
    action: 'authentication',
    outcome: 'failure',
  },
  {
    test: /^pam_\w+\(.*:session\): session opened for user (?<user>[^\s(]+)/,
    action: 'session_opened',
    outcome: 'success',
  },
  {
    test: /^pam_\w+\(.*:session\): session closed for user (?<user>[^\s(]+)/,
    action: 'session_closed',
  },
];

const OTHERS: Readonly<Record<string, readonly Pattern[]>> = {
  sudo: [
    {
      test: /^\s*(?<user>\S+) : (?:.*incorrect password attempt|user NOT in sudoers|command not allowed)/,
      action: 'sudo',
      outcome: 'failure',
    },
    { test: /^\s*(?<user>\S+) : .*COMMAND=/, action: 'sudo', outcome: 'success' },
  ],
  su: [
    { test: /^FAILED SU \(to \S+\) (?<user>\S+) on /, action: 'su', outcome: 'failure' },
    { test: /^\(to \S+\) (?<user>\S+) on /, action: 'su', outcome: 'success' },
  ],
  useradd: [{ test: /^new user: name=(?<user>[^,]+),/, action: 'user_created' }],
  userdel: [{ test: /^delete user '(?<user>[^']+)'/, action: 'user_deleted' }],
};

/** Newer sshd hands a connection to `sshd-session`; the messages are the same. */
export function isSshd(program: string): boolean {
  return program === 'sshd' || program === 'sshd-session' || program === 'sshd-auth';
}

/** Longer ones are none of these, and would only cost time. */
const MAX_MESSAGE = 4_096;

export function hostLogin(program: string, message: string): EcsValues {
  if (message.length > MAX_MESSAGE) return {};
  const own = isSshd(program) ? SSHD : Object.hasOwn(OTHERS, program) ? OTHERS[program] : undefined;
  for (const { test, action, outcome } of [...(own ?? []), ...PAM]) {
    const match = test.exec(message);
    if (!match) continue;
    const user = match.groups?.['user'];
    const address = match.groups?.['address'];
    return {
      'event.action': action,
      'event.outcome': outcome,
      'user.name': user === '' ? undefined : user,
      'source.ip': ipText(address),
    };
  }
  return {};
}
