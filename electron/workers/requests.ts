// What comes in over any transport, before anything is done with it: whether it is a request at all,
// and whether a call names a procedure and brings what that takes.

import { failure, type Failure, type Result } from '../../shared/base/result.ts';
import { contract, type ProcedureName } from '../../shared/contract/procedures.ts';

/** Refuses with `call.unknown` or `call.invalid`. */
export function checkCall(
  name: unknown,
  input: unknown,
): Result<{ readonly name: ProcedureName; readonly input: unknown }> {
  if (typeof name !== 'string' || !Object.hasOwn(contract, name)) {
    return refuse('call.unknown', `There is no procedure ${JSON.stringify(name)?.slice(0, 80)}.`);
  }
  const known = name as ProcedureName;
  const parsed = contract[known].input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.map(String).join('.') ?? '';
    return refuse(
      'call.invalid',
      `${name}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'invalid input'}`,
    );
  }
  return { ok: true, value: { name: known, input: parsed.data } };
}

function refuse(code: string, message: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: failure(code, message) };
}

/** `undefined` for anything that is not a request: there is nobody to answer. */
export function readRequest(
  message: unknown,
):
  | { type: 'call'; id: number; name: unknown; input: unknown }
  | { type: 'cancel'; id: number }
  | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (!('id' in message) || !Number.isSafeInteger(message.id)) return undefined;
  const id = message.id as number;
  if (message.type === 'cancel') return { type: 'cancel', id };
  if (message.type !== 'call' || !('name' in message)) return undefined;
  return { type: 'call', id, name: message.name, input: 'input' in message ? message.input : {} };
}
