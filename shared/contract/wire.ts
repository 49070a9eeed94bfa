// One message as bytes, for transports that carry only bytes (the WebSocket of the loopback host).
// Layout: u32 length of the JSON (big-endian), the JSON, then the byte arrays, in order. Byte arrays
// may stand only as direct properties of an answer's value; they travel behind the JSON under
// `attached`, so that nothing a log contains can pose as one.

import { concatBytes, textOf, utf8 } from '../base/bytes.ts';
import type { Request, Response } from './client.ts';

interface Envelope {
  readonly message: Request | Response;
  readonly attached: readonly { readonly key: string; readonly length: number }[];
}

export function encodeMessage(message: Request | Response): Uint8Array {
  const parts: Uint8Array[] = [];
  const attached: { key: string; length: number }[] = [];
  let body = message;
  if (message.type === 'answer' && message.result.ok && isObject(message.result.value)) {
    const kept: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(message.result.value)) {
      if (value instanceof Uint8Array) {
        attached.push({ key, length: value.length });
        parts.push(value);
      } else kept[key] = value;
    }
    if (parts.length > 0) body = { ...message, result: { ok: true, value: kept } };
  }
  const envelope: Envelope = { message: body, attached };
  const json = utf8(JSON.stringify(envelope));
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, json.length);
  return concatBytes([head, json, ...parts]);
}

/** Throws on a malformed message: the peer is not Sealwatch. What it says is for the caller to check. */
export function decodeMessage(bytes: Uint8Array): Request | Response {
  if (bytes.length < 4) throw new Error('message too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  let offset = 4 + length;
  if (offset > bytes.length) throw new Error('message cut short');
  const envelope = JSON.parse(textOf(bytes.subarray(4, offset))) as Envelope;
  if (!isObject(envelope) || !isObject(envelope.message) || !Array.isArray(envelope.attached)) {
    throw new Error('message of another form');
  }
  const { message } = envelope;
  if (message.type !== 'answer' || !message.result.ok || envelope.attached.length === 0) {
    return message;
  }
  const value = message.result.value as Record<string, unknown>;
  for (const { key, length: size } of envelope.attached) {
    if (!Number.isInteger(size) || size < 0 || offset + size > bytes.length) {
      throw new Error('message cut short');
    }
    value[key] = bytes.slice(offset, offset + size);
    offset += size;
  }
  return message;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
