// A case of as many events as one likes, the same for the same seed: CloudTrail, a hash-chained log,
// VPC flow logs and syslog over 90 days, with few loud and many quiet users, addresses and actions.
// Written through the store's own write side, without parsing, so that ten million take minutes.

import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import type { EcsValues } from '../../shared/domain/event.ts';
import { UNRECORDED_CUSTODY } from '../../shared/domain/source.ts';
import { timeUs } from '../../shared/base/time.ts';
import { encodeFrame } from '../../electron/engine/events/block-frame.ts';
import { createWriteEngine } from '../../electron/engine/write-engine.ts';
import { RESOURCES } from '../fixtures/places.ts';
import { hostOf } from '../../electron/workers/threads/thread-data.ts';
import { encodeCodes, encodeTimes } from '../../electron/store/column-chunk.ts';
import { STORED_COLUMNS, TIME_CHUNK } from '../../electron/store/columns.ts';
import { packWords } from '../../electron/store/packed-words.ts';
import { openCaseWriter, type CaseWriter } from '../../electron/store/case-store.ts';

const RECORDS_PER_BLOCK = 4_096;
const START_MS = Date.UTC(2026, 0, 1);
const DAYS = 90;

/** A small generator of numbers below 1; the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

/** Small numbers often, large ones seldom. */
function skewed(random: Random, size: number): number {
  return Math.floor(size * random() ** 3);
}

function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) {
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, digits);
}

function uuid(random: Random): string {
  const text = hex(random, 32);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
}

interface MadeRecord {
  readonly text: string;
  readonly ecs: EcsValues;
}

interface Maker {
  readonly name: string;
  readonly format: string;
  readonly title: string;
  /** Of all events. */
  readonly share: number;
  /** Smallest step between times in microseconds. */
  readonly unitUs: number;
  make(random: Random, timeUs: number, number: number): MadeRecord;
}

const CALLS = [
  ...['s3:GetObject', 's3:PutObject', 's3:ListObjects', 'sts:AssumeRole', 'kms:Decrypt'],
  ...['ec2:DescribeInstances', 'logs:PutLogEvents', 'dynamodb:GetItem', 'lambda:Invoke'],
  ...['iam:GetUser', 'ec2:RunInstances', 'signin:ConsoleLogin', 'iam:CreateAccessKey'],
  ...['cloudtrail:StopLogging', 'iam:AttachUserPolicy'],
] as const;
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-central-1', 'sa-east-1'];
const AGENTS = [
  'aws-sdk-java/1.12.520 Linux/5.10.186 OpenJDK_64-Bit_Server_VM/11.0.20 java/11.0.20 vendor/Amazon',
  'Boto3/1.28.15 Python/3.11.4 Linux/6.1.41 Botocore/1.31.15',
  'aws-cli/2.13.5 Python/3.11.4 Darwin/22.6.0 exe/x86_64 prompt/off command/s3.cp',
];

const cloudTrail: Maker = {
  name: 'trail.json',
  format: 'cloudtrail',
  title: 'AWS CloudTrail',
  share: 0.4,
  unitUs: 1_000_000,
  make(random, time, number) {
    const call = CALLS[skewed(random, CALLS.length)] ?? CALLS[0];
    const [service = '', action = ''] = call.split(':');
    const user = `user-${String(skewed(random, 900))}`;
    const account = String(123_456_780_000 + skewed(random, 12));
    const region = REGIONS[skewed(random, REGIONS.length)] ?? 'eu-west-1';
    const place = skewed(random, 60_000);
    const ip = `203.${String(place >> 10)}.${String((place >> 4) & 63)}.${String(1 + (place & 15))}`;
    const failed = random() < 0.03;
    const rare = number % 1_000_003 === 1_000 ? 'zanzibar-needle' : 'report';
    const text = JSON.stringify({
      eventVersion: '1.08',
      userIdentity: {
        type: 'AssumedRole',
        principalId: `AROA${hex(random, 16).toUpperCase()}:${user}`,
        arn: `arn:aws:sts::${account}:assumed-role/application/${user}`,
        accountId: account,
        accessKeyId: `ASIA${hex(random, 16).toUpperCase()}`,
        userName: user,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: 'AROAEXAMPLEEXAMPLE',
            arn: `arn:aws:iam::${account}:role/application`,
            accountId: account,
            userName: 'application',
          },
          attributes: {
            creationDate: new Date(Math.floor(time / 1_000 / 3_600_000) * 3_600_000).toISOString(),
            mfaAuthenticated: 'false',
          },
        },
      },
      eventTime: new Date(time / 1_000).toISOString().replace('.000Z', 'Z'),
      eventSource: `${service}.amazonaws.com`,
      eventName: action,
      awsRegion: region,
      sourceIPAddress: ip,
      userAgent: AGENTS[skewed(random, AGENTS.length)],
      ...(failed ? { errorCode: 'AccessDenied', errorMessage: 'Access Denied' } : {}),
      requestParameters: {
        bucketName: `bucket-${String(skewed(random, 200))}`,
        key: `exports/${String(number)}/${rare}.parquet`,
        Host: `bucket.s3.${region}.amazonaws.com`,
      },
      responseElements: null,
      additionalEventData: {
        SignatureVersion: 'SigV4',
        CipherSuite: 'ECDHE-RSA-AES128-GCM-SHA256',
        bytesTransferredIn: 0,
        AuthenticationMethod: 'AuthHeader',
        bytesTransferredOut: Math.floor(random() * 1e6),
      },
      requestID: hex(random, 16).toUpperCase(),
      eventID: uuid(random),
      readOnly: !action.startsWith('Put'),
      eventType: 'AwsApiCall',
      managementEvent: false,
      recipientAccountId: account,
      eventCategory: 'Data',
      tlsDetails: { tlsVersion: 'TLSv1.2', clientProvidedHostHeader: `${service}.amazonaws.com` },
    });
    return {
      text,
      ecs: {
        'event.action': action,
        'event.outcome': failed ? 'failure' : 'success',
        'event.provider': `${service}.amazonaws.com`,
        'user.name': user,
        'source.ip': ip,
        'service.name': service,
        'cloud.account.id': account,
        'cloud.region': region,
      },
    };
  },
};

const LEVELS = ['INFO', 'DEBUG', 'WARNING', 'ERROR', 'CRITICAL'];
const TRADES = ['ORDER_FILLED', 'ORDER_PLACED', 'PRICE_SEEN', 'BALANCE_READ', 'ORDER_REFUSED'];

const chainedLog: Maker = {
  name: 'secure.db',
  format: 'hash-chained-log',
  title: 'Hash-chained log',
  share: 0.2,
  unitUs: 1,
  make(random, time, number) {
    const level = LEVELS[skewed(random, LEVELS.length)] ?? 'INFO';
    const action = TRADES[skewed(random, TRADES.length)] ?? 'PRICE_SEEN';
    const component = `engine-${String(skewed(random, 8))}`;
    const user = `trader-${String(skewed(random, 40))}`;
    const data = JSON.stringify({
      user_id: user,
      amount: Math.floor(random() * 1e5),
      success: true,
    });
    const text = JSON.stringify({
      chain_hash: hex(random, 64),
      component,
      content_hash: hex(random, 64),
      data,
      entry_id: uuid(random),
      event_type: action,
      log_level: level,
      message: `${action} by ${user}`,
      sequence_number: number,
      timestamp: new Date(time / 1_000)
        .toISOString()
        .replace('Z', `${String(time % 1_000).padStart(3, '0')}Z`),
    });
    return {
      text,
      ecs: {
        'event.action': action,
        'event.outcome': 'success',
        'user.name': user,
        'service.name': component,
        'log.level': level,
      },
    };
  },
};

const FLOW_ORDER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

const flows: Maker = {
  name: 'flows.log',
  format: `vpc-flow:${FLOW_ORDER}`,
  title: 'Amazon VPC Flow Logs',
  share: 0.25,
  unitUs: 1_000_000,
  make(random, time) {
    const seconds = Math.floor(time / 1e6);
    const place = skewed(random, 200_000);
    const source = `198.${String(18 + (place >> 16))}.${String((place >> 8) & 255)}.${String(place & 255)}`;
    const destination = `10.0.${String(skewed(random, 30))}.${String(skewed(random, 250))}`;
    const account = String(123_456_780_000 + skewed(random, 12));
    const accepted = random() < 0.92;
    const packets = 1 + skewed(random, 4_000);
    return {
      text: `2 ${account} eni-0${hex(random, 4)}aa ${source} ${destination} ${String(1_024 + Math.floor(random() * 60_000))} ${String([443, 22, 80, 3389][skewed(random, 4)])} 6 ${String(packets)} ${String(packets * 64)} ${String(seconds)} ${String(seconds + 60)} ${accepted ? 'ACCEPT' : 'REJECT'} OK\n`.trimEnd(),
      ecs: {
        'event.action': accepted ? 'accept' : 'reject',
        'event.outcome': accepted ? 'success' : 'failure',
        'event.provider': 'vpcflow',
        'source.ip': source,
        'destination.ip': destination,
        'cloud.account.id': account,
      },
    };
  },
};

const PROGRAMS = ['CRON', 'kernel', 'systemd', 'dhclient', 'postfix'];

const syslog: Maker = {
  name: 'messages',
  format: 'syslog:2026-04-01',
  title: 'Syslog',
  share: 0.15,
  unitUs: 1_000,
  make(random, time, number) {
    const host = `web-${String(skewed(random, 60))}`;
    const program = PROGRAMS[skewed(random, PROGRAMS.length)] ?? 'kernel';
    const severity = 4 + (number % 3);
    return {
      text: `<${String(24 + severity)}>1 ${new Date(time / 1_000).toISOString()} ${host} ${program} ${String(100 + (number % 30_000))} - - unit ${hex(random, 8)} of job ${String(number % 997)} finished in ${String(Math.floor(random() * 9_000))} ms`,
      ecs: {
        'host.name': host,
        'service.name': program,
        'log.level': ['warning', 'notice', 'info'][severity - 4] ?? 'info',
      },
    };
  },
};

export const MAKERS: readonly Maker[] = [cloudTrail, chainedLog, flows, syslog];

export interface BigCase {
  readonly events: number;
  readonly rawBytes: number;
  /** Of the CloudTrail records alone. */
  readonly trailBytes: number;
}

/** Writes the case; the file must not be there yet. */
export function writeBigCase(path: string, events: number, seed = 7): BigCase {
  const store = openCaseWriter(path);
  // Sets the case up.
  createWriteEngine(
    store,
    hostOf({
      caseFile: path,
      resourcesFolder: RESOURCES,
      version: 'bench',
      operatingUser: 'bench',
    }),
  );
  let rawBytes = 0;
  let trailBytes = 0;
  let nextEvent = 1;
  for (const [index, maker] of MAKERS.entries()) {
    const isLast = index === MAKERS.length - 1;
    const count = isLast ? events - nextEvent + 1 : Math.round(events * maker.share);
    const bytes = writeSource(store, maker, nextEvent, count, randomFrom(seed + index));
    rawBytes += bytes;
    if (maker === cloudTrail) trailBytes = bytes;
    nextEvent += count;
  }
  store.transaction(() => store.meta.set('nextEvent', nextEvent));
  store.close();
  return { events, rawBytes, trailBytes };
}

function writeSource(
  store: CaseWriter,
  maker: Maker,
  firstEvent: number,
  count: number,
  random: Random,
): number {
  const sourceId = store.transaction(() => {
    const id = store.sources.add({
      name: maker.name,
      path: `/evidence/${maker.name}`,
      options: {},
      addedAtUs: timeUs(START_MS * 1_000),
      custody: UNRECORDED_CUSTODY,
    });
    store.sources.addFile(id, {
      index: 0,
      name: maker.name,
      format: maker.format,
      bytes: 1,
      sha256: '',
    });
    return id;
  });
  const meanUs = (DAYS * 86_400_000_000) / Math.max(1, count);
  let time = START_MS * 1_000;
  let total = 0;
  for (let done = 0; done < count; done += RECORDS_PER_BLOCK) {
    const size = Math.min(RECORDS_PER_BLOCK, count - done);
    const block = emptyBlock(size);
    for (let slot = 0; slot < size; slot++) {
      // Nights are quiet, and now and then everything comes at once.
      const hour = Math.floor(time / 3_600_000_000) % 24;
      time += -Math.log(1 - random()) * meanUs * (hour < 6 ? 2.2 : 0.8);
      const at = Math.min(
        Math.floor(time / maker.unitUs) * maker.unitUs,
        (START_MS + DAYS * 86_400_000) * 1_000 - maker.unitUs,
      );
      block.add(slot, at, maker.make(random, at, done + slot));
    }
    total += block.write(store, sourceId, firstEvent + done);
  }
  store.transaction(() =>
    store.sources.finish(sourceId, {
      format: maker.format.split(':')[0] ?? '',
      formatTitle: maker.title,
      status: 'ready',
      bytes: total,
      sha256: '',
    }),
  );
  return total;
}

function emptyBlock(size: number) {
  const times = new Float64Array(size);
  const lengths = new Uint32Array(size);
  const positions = new Float64Array(size);
  const texts: string[] = [];
  const columns = STORED_COLUMNS.map(() => ({
    words: new Map<string, number>(),
    codes: new Uint32Array(size),
  }));
  return {
    add(slot: number, time: number, { text, ecs }: MadeRecord): void {
      times[slot] = time;
      lengths[slot] = Buffer.byteLength(text);
      texts.push(text);
      for (const [index, name] of STORED_COLUMNS.entries()) {
        const column = columns[index];
        if (!column) continue;
        const word = ecs[name] ?? '';
        const code = column.words.get(word) ?? column.words.size;
        if (code === column.words.size) column.words.set(word, code);
        column.codes[slot] = code;
      }
    },
    /** Returns the bytes of its records. */
    write(store: CaseWriter, sourceId: number, firstEvent: number): number {
      const raw = Buffer.from(texts.join(''));
      for (let slot = 1; slot < size; slot++) {
        positions[slot] = (positions[slot - 1] ?? 0) + (lengths[slot - 1] ?? 0);
      }
      const frame = encodeFrame({
        count: size,
        lengths,
        fileIndex: new Uint32Array(size),
        positions,
        nanos: new Uint16Array(size),
        precision: new Uint8Array(size).fill(1),
        flags: new Uint8Array(size),
      });
      store.transaction(() => {
        const blockId = store.events.addBlock({
          sourceId,
          firstEvent,
          count: size,
          firstUs: times[0] ?? 0,
          lastUs: times[size - 1] ?? 0,
          rawBytes: raw.length,
          sha256: createHash('sha256').update(raw).digest(),
          chain: new Uint8Array(32),
          frame,
          payload: zstdCompressSync(raw),
        });
        store.events.addChunk(TIME_CHUNK, blockId, new Uint32Array(0), encodeTimes(times, size));
        for (const [index, { words, codes }] of columns.entries()) {
          const dictionary = store.events.intern(packWords([...words.keys()]));
          store.events.addChunk(
            index + 1,
            blockId,
            dictionary,
            encodeCodes(codes, size, dictionary.length),
          );
        }
        store.sources.grow(sourceId, {
          events: size,
          rejected: 0,
          skipped: 0,
          undated: 0,
          first: times[0] ?? null,
          last: times[size - 1] ?? null,
        });
      });
      return raw.length;
    },
  };
}
