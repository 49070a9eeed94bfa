// A made week of the trading bot's log, different for every seed, with the seven attacks at random
// places by random people. The ordinary traffic has the shape of the fixture's: quiet nights, about
// fifty logins a day of which a quarter fail, a few orders in a quarter hour.

import type { EventView, Fields } from '../../../shared/domain/event.ts';
import { timeUs } from '../../../shared/base/time.ts';

export const HOUR = 3_600;
export const DAY = 24 * HOUR;
const MONDAY_SECONDS = Date.UTC(2026, 2, 2) / 1_000;

export interface Attack {
  readonly title: string;
  readonly startSecond: number;
  readonly endSecond: number;
}

export interface Week {
  readonly events: readonly EventView[];
  readonly attacks: readonly Attack[];
  readonly threats: string;
}

function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Entry {
  readonly second: number;
  readonly component: string;
  readonly type: string;
  readonly level: string;
  readonly message: string;
  readonly data: Fields;
}

export function botWeek(seed: number): Week {
  const random = randomFrom(seed);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)] as T;
  const users = Array.from({ length: 18 }, (_, i) => `person${100 + i}`);
  const entries: Entry[] = [];
  const add = (
    second: number,
    component: string,
    type: string,
    level: string,
    message: string,
    data: Fields,
  ) => entries.push({ second, component, type, level, message, data });

  /** Mostly by day, as people and markets are. */
  const usual = () => {
    for (;;) {
      const second = random() * 7 * DAY;
      const hour = (second % DAY) / HOUR;
      if (hour >= 7 && hour < 22 ? true : random() < 0.04) return second;
    }
  };
  const home = () => `10.20.30.${whole(20, 90)}`;
  for (let i = 0; i < 240; i++) {
    const second = usual();
    const hour = (second % DAY) / HOUR;
    if (hour >= 2 && hour < 6) continue;
    const failed = random() < 0.26;
    add(
      second,
      'auth_system',
      'user_login',
      failed ? 'WARNING' : 'INFO',
      failed ? 'User login failed: wrong password' : 'User login successful',
      { user_id: pick(users), ip: home() },
    );
  }
  for (let i = 0; i < 790; i++) {
    const symbol = pick(['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'XRP/USDT']);
    add(usual(), 'trading_engine', 'trade_placed', 'INFO', `Order placed for ${symbol}`, {
      symbol,
      amount: random() / 100,
      price: random() * 30_000,
    });
  }
  for (let i = 0; i < 290; i++) {
    add(usual(), 'exchange_api', 'api_call', 'INFO', 'Order book fetched', {
      exchange: 'binance',
      endpoint: '/api/v3/depth',
    });
  }
  for (let i = 0; i < 60; i++) {
    add(usual(), 'exchange_api', 'connection_failed', 'ERROR', 'Failed to connect to exchange', {
      exchange: 'binance',
      error: 'timeout',
    });
  }
  for (let i = 0; i < 6; i++) {
    add(
      whole(0, 6) * DAY + whole(0, DAY - 1),
      'risk_manager',
      'limit_exceeded',
      'WARNING',
      'Risk limit exceeded',
      { limit_type: 'leverage' },
    );
    add(
      whole(0, 6) * DAY + whole(0, DAY - 1),
      'trading_engine',
      'engine_stalled',
      'CRITICAL',
      'Order engine stopped answering',
      { shard: i },
    );
  }

  const attacks: Attack[] = [];
  const attack = (title: string, at: readonly number[], make: (second: number) => void) => {
    at.forEach(make);
    attacks.push({ title, startSecond: at[0] ?? 0, endSecond: at.at(-1) ?? 0 });
  };
  const every = (from: number, count: number, gap: number) =>
    Array.from({ length: count }, (_, i) => from + i * gap);
  /** From the second day on, where there is something to compare with. */
  const anywhere = () => DAY + random() * 5.8 * DAY;
  const victim = pick(users);
  const listed = `203.0.113.${whole(1, 254)}`;
  const network = `198.18.${whole(0, 255)}`;

  const burst = anywhere();
  const spread = random() < 0.5;
  attack('Failed login burst', every(burst, whole(6, 14), whole(10, 28)), (second) =>
    add(
      second,
      'auth_system',
      'user_login',
      pick(['WARNING', 'ERROR']),
      'User login failed: wrong password',
      { user_id: spread ? pick(users) : victim, ip: spread ? home() : `192.0.2.${whole(1, 9)}` },
    ),
  );
  attack('Suspicious IP activity', every(anywhere(), whole(1, 4), 30), (second) =>
    add(second, 'auth_system', 'user_login', 'INFO', 'User login successful', {
      user_id: victim,
      ip: listed,
    }),
  );
  attack('Critical error spike', every(anywhere(), whole(4, 7), whole(20, 95)), (second) =>
    add(
      second,
      'trading_engine',
      pick(['order_lost', 'engine_stalled']),
      'CRITICAL',
      'Order engine stopped answering',
      { shard: 1 },
    ),
  );
  attack(
    'Off-hours activity',
    every(whole(1, 6) * DAY + 2 * HOUR + random() * HOUR, whole(11, 20), whole(60, 480)),
    (second) =>
      add(second, 'auth_system', 'settings_changed', 'INFO', 'Settings viewed', {
        user_id: pick(users),
        ip: `${network}.7`,
      }),
  );
  attack('Risk limit violations', every(anywhere(), whole(4, 9), whole(30, 220)), (second) =>
    add(second, 'risk_manager', 'limit_exceeded', 'WARNING', 'Risk limit exceeded', {
      limit_type: 'position_size',
    }),
  );
  const key = pick([{ api_key: 'key-x' }, { user_id: victim }, {}]);
  attack('API rate limit abuse', every(anywhere(), whole(1_001, 1_500), 0.19), (second) =>
    add(second, 'exchange_api', 'api_call', 'INFO', 'Account balance fetched', {
      exchange: 'binance',
      ...key,
    }),
  );
  attack('Unusual trading volume', every(anywhere(), whole(50, 90), whole(5, 13)), (second) =>
    add(second, 'trading_engine', 'trade_placed', 'INFO', 'Order placed for BTC/USDT', {
      symbol: 'BTC/USDT',
      amount: 0.01,
      price: 1,
    }),
  );

  const events = entries
    .toSorted((a, b) => a.second - b.second)
    .map((entry, i) => viewOf(entry, i));
  return { events, attacks, threats: listed };
}

function viewOf(entry: Entry, sequence: number): EventView {
  const us = timeUs(Math.round((MONDAY_SECONDS + entry.second) * 1_000_000));
  const { user_id: user, ip } = entry.data;
  const timestamp = `${new Date(us / 1_000).toISOString().slice(0, -1)}000+00:00`;
  return {
    id: sequence + 1,
    timeUs: us,
    nanos: 0,
    ecs: {
      'event.action': entry.type,
      'log.level': entry.level,
      'service.name': entry.component,
      ...(typeof user === 'string' ? { 'user.name': user } : {}),
      ...(typeof ip === 'string' ? { 'source.ip': ip } : {}),
    },
    fields: {
      entry_id: `entry_${sequence}`,
      timestamp,
      sequence_number: sequence,
      log_level: entry.level,
      component: entry.component,
      event_type: entry.type,
      message: entry.message,
      data: entry.data,
    },
    logSource: { product: 'trading_bot', service: entry.component },
    raw: '',
  };
}

export function secondOf(us: number): number {
  return us / 1_000_000 - MONDAY_SECONDS;
}
