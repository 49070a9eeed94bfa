// The trading bot's week: what it logs on any day, and what happened on Wednesday.

import { seeded, type Seeded } from './seeded.ts';

export interface BotEntry {
  readonly atMs: number;
  readonly level: string;
  readonly component: string;
  readonly eventType: string;
  readonly message: string;
  /** JSON as Python writes it, in the order in which the program made it. */
  readonly data: string;
  /** How the entry is damaged after sealing; absent for nearly all. */
  readonly damage?: 'removed' | { readonly data: string };
}

export const SAMPLE_KEY = '5ea1ed0c0ffee00d15ea5e5ca1ab1e0000c0de5afe0ddba11f00dbabe0decade';
export const SAMPLE_MONDAY_MS = Date.parse('2026-03-02T00:00:00Z');

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEDNESDAY_MS = SAMPLE_MONDAY_MS + 2 * DAY_MS;
const FRIDAY_MS = SAMPLE_MONDAY_MS + 4 * DAY_MS;

type Json = Readonly<Record<string, string | number | FloatText>>;
/** A float with the digits Python would write. */
interface FloatText {
  readonly float: string;
}

export function botWeek(listedAddress: string): readonly BotEntry[] {
  const random = seeded(20_260_302);
  const entries: BotEntry[] = [];
  for (let day = 0; day < 7; day++) {
    entries.push(...ordinaryDay(SAMPLE_MONDAY_MS + day * DAY_MS, day >= 5, random));
  }
  entries.push(...takeover(listedAddress), ...nightWork(random), ...strainedFriday());
  return entries.sort((a, b) => a.atMs - b.atMs);
}

function ordinaryDay(dayMs: number, weekend: boolean, random: Seeded): readonly BotEntry[] {
  const entries: BotEntry[] = [];
  const within = (fromHour: number, toHour: number) =>
    dayMs + fromHour * HOUR_MS + random.below((toHour - fromHour) * HOUR_MS);
  for (let count = weekend ? 60 : 105; count > 0; count--) {
    const symbol = random.pick(['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'XRP/USDT']);
    entries.push(
      entry(within(6, 22), 'INFO', 'trading_engine', 'trade_placed', `Order placed for ${symbol}`, {
        symbol,
        amount: fixed(random.next() * 0.04 + 0.001, 4),
        price: fixed(random.next() * 60_000 + 100, 2),
      }),
    );
  }
  for (let count = 60; count > 0; count--) {
    entries.push(
      entry(within(0, 24), 'INFO', 'exchange_api', 'api_call', 'Order book fetched', {
        exchange: 'exchange.example.com',
        endpoint: '/v1/depth',
        latency_ms: 25 + random.below(50),
      }),
    );
  }
  for (let count = 5; count > 0; count--) {
    entries.push(
      entry(
        within(0, 24),
        'ERROR',
        'exchange_api',
        'connection_failed',
        'No answer from the exchange',
        {
          exchange: 'exchange.example.com',
          error: 'timeout',
          retry_count: 1 + random.below(4),
        },
      ),
    );
  }
  for (let count = weekend ? 4 : 22; count > 0; count--) {
    const person = 1 + random.below(6);
    const address = `192.0.2.${20 + person}`;
    const atMs = within(7, 19);
    if (random.below(8) === 0) entries.push(login(atMs - 30_000, `ops-${person}`, address, false));
    entries.push(login(atMs, `ops-${person}`, address, true));
  }
  for (let count = 5; count > 0; count--) {
    entries.push(
      entry(within(0, 24), 'INFO', 'config', 'settings_read', 'Settings loaded', { version: 12 }),
    );
  }
  return entries;
}

/** A guessed password, a changed address, three payouts: what the sample is about. */
function takeover(address: string): readonly BotEntry[] {
  const startMs = WEDNESDAY_MS + 13 * HOUR_MS + 40 * MINUTE_MS;
  const entries: BotEntry[] = [];
  for (let count = 0; count < 11; count++) {
    entries.push(login(startMs + count * 22_000 + 417, 'ops-2', address, false));
  }
  entries.push(login(startMs + 6 * MINUTE_MS + 208, 'ops-2', address, true));
  const change = { user_id: 'ops-2', ip: address, asset: 'USDT' };
  entries.push({
    ...entry(
      startMs + 12 * MINUTE_MS + 951,
      'WARNING',
      'wallet',
      'settings_changed',
      'Withdrawal address changed',
      { ...change, address: 'example-wallet-7f3a' },
    ),
    damage: { data: jsonText({ ...change, address: 'example-wallet-0001' }) },
  });
  for (let count = 0; count < 3; count++) {
    entries.push({
      ...entry(
        startMs + (13 + count) * MINUTE_MS + 620,
        'INFO',
        'wallet',
        'withdrawal_requested',
        'Withdrawal requested',
        { user_id: 'ops-2', ip: address, asset: 'USDT', amount: fixed(9_800.5 + count, 2) },
      ),
      damage: 'removed',
    });
  }
  entries.push(
    entry(startMs + 19 * MINUTE_MS + 77, 'INFO', 'auth_system', 'user_logout', 'User logged out', {
      user_id: 'ops-2',
      ip: address,
    }),
  );
  return entries;
}

function nightWork(random: Seeded): readonly BotEntry[] {
  const startMs = WEDNESDAY_MS + DAY_MS + 3 * HOUR_MS + 5 * MINUTE_MS;
  return Array.from({ length: 14 }, (_, index) =>
    entry(
      startMs + index * 4 * MINUTE_MS + random.below(60_000),
      'INFO',
      'config',
      'settings_changed',
      'Risk setting changed',
      { user_id: 'ops-2', ip: '198.51.100.14', setting: `limit_${index + 1}`, version: 13 + index },
    ),
  );
}

function strainedFriday(): readonly BotEntry[] {
  const startMs = FRIDAY_MS + 11 * HOUR_MS;
  const critical = [0, 1, 3, 4, 6].map((minute, index) =>
    entry(
      startMs + minute * MINUTE_MS + 300,
      'CRITICAL',
      'trading_engine',
      index % 2 === 0 ? 'engine_stalled' : 'order_lost',
      index % 2 === 0 ? 'Order engine stopped answering' : 'Order lost between engine and exchange',
      { shard: index },
    ),
  );
  const limits = [10, 14, 17, 23, 29].map((minute, index) =>
    entry(
      startMs + minute * MINUTE_MS + 15_000,
      'WARNING',
      'risk_manager',
      'limit_exceeded',
      'Risk limit exceeded',
      { limit_type: 'position_size', current: 12_000 + 1_500 * index, max: 10_000 },
    ),
  );
  return [...critical, ...limits];
}

function login(atMs: number, person: string, address: string, success: boolean): BotEntry {
  return entry(
    atMs,
    success ? 'INFO' : 'WARNING',
    'auth_system',
    'user_login',
    success ? 'User login successful' : 'User login failed: wrong password',
    { user_id: person, ip: address },
  );
}

function entry(
  atMs: number,
  level: string,
  component: string,
  eventType: string,
  message: string,
  data: Json,
): BotEntry {
  return { atMs, level, component, eventType, message, data: jsonText(data) };
}

/** Trailing zeros go, one digit stays, as Python's repr has it. */
function fixed(value: number, digits: number): FloatText {
  const text = String(Number(value.toFixed(digits)));
  return { float: text.includes('.') ? text : `${text}.0` };
}

function jsonText(data: Json): string {
  const members = Object.entries(data).map(([key, value]) => {
    const text = typeof value === 'object' ? value.float : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{${members.join(', ')}}`;
}
