// Log sources that contain others, and other products' data under a common name. A rule for the wider
// one sees the events of the narrower; never the other way round.

import type { ImpliedSource } from './implied-source.ts';
import type { LogSource } from '../../domain/event.ts';

type Part = keyof LogSource;

export interface WiderName {
  readonly part: Part;
  readonly name: string;
  readonly contains: readonly string[];
}

export const WIDER_NAMES: readonly WiderName[] = [
  {
    part: 'category',
    name: 'registry_event',
    contains: ['registry_add', 'registry_delete', 'registry_set', 'registry_rename'],
  },
  { part: 'service', name: 'auth', contains: ['sshd', 'sudo'] },
  { part: 'service', name: 'syslog', contains: ['cron', 'vsftpd'] },
  { part: 'service', name: 'microsoft-servicebus-client', contains: ['servicebus-client'] },
];

export const FIREWALLS: readonly ImpliedSource[] = [
  {
    of: { product: 'aws', service: 'vpcflow' },
    category: 'firewall',
    fields: {
      src_ip: 'srcaddr',
      dst_ip: 'dstaddr',
      src_port: 'srcport',
      dst_port: 'dstport',
    },
  },
];
