// sealwatch exceptions: what rules must no longer find, said by somebody for a reason and for a time.
// Lists them, makes one from an alert, and ends one. Before one is made it is tried on the evidence.

import type { Input, Output } from '../../../shared/contract/procedures.ts';
import type { TimeUs } from '../../../shared/base/time.ts';
import type { Arguments } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printable, printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import { exceptionShape, type ExceptionShape } from '../shapes/exception-shape.ts';
import { countOf, tableLines } from '../table.ts';
import { timeOption, utcText } from '../times.ts';

type Conditions = Input<'exceptions.add'>['conditions'];

const NEVER = 'never';

export const exceptionsCommand: Command = {
  name: 'exceptions',
  usage:
    '[--suggest ALERT | --add ALERT --where FIELD=VALUE… --reason TEXT --until T|never [--owner NAME] [--preview] | --remove ID] [--case FILE] [--json]',
  summary: 'lists exceptions to rules, makes one from an alert, and ends one',
  options: {
    suggest: {
      type: 'text',
      value: 'ALERT',
      help: 'the fields that all events of this alert have, for --where',
    },
    add: { type: 'text', value: 'ALERT', help: 'makes an exception to the rule of this alert' },
    where: {
      type: 'list',
      value: 'FIELD=VALUE',
      help: 'what excepted events have; any value of a field, all fields',
    },
    reason: { type: 'text', value: 'TEXT', help: 'why it is no finding' },
    owner: { type: 'text', value: 'NAME', help: 'who answers for it (default: who runs this)' },
    until: { type: 'text', value: 'T', help: `when it ends by itself, or "${NEVER}"` },
    preview: { type: 'flag', help: 'with --add: says what it would silence, and makes nothing' },
    remove: { type: 'text', value: 'ID', help: 'ends an exception now; it stays listed' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const wish = readWish(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      const json = args.flag('json');
      if (wish.kind === 'suggest') {
        await printSuggestions(context, session, wish.alert, json);
        return EXIT_DONE;
      }
      let preview: Output<'exceptions.preview'> | undefined;
      let added: string | undefined;
      if (wish.kind === 'add') {
        const { alertId, conditions, onlyPreview, ...rest } = wish;
        preview = await session.call('exceptions.preview', { alertId, conditions });
        if (!onlyPreview) {
          const { reason, owner, expiresAtUs } = rest;
          const order = { alertId, conditions, reason, owner, expiresAtUs };
          ({ id: added } = await session.call('exceptions.add', order));
        }
      }
      if (wish.kind === 'remove') await session.call('exceptions.end', { id: wish.id });
      const { exceptions } = await session.call('exceptions.list', {});
      const shapes = exceptions.map(exceptionShape);
      if (json) {
        await context.out.line(printableJson(documentOf(shapes, added, preview)));
        return EXIT_DONE;
      }
      if (preview) for (const line of previewLines(preview)) await context.out.line(line);
      for (const line of listLines(shapes, added)) await context.out.line(line);
      return EXIT_DONE;
    });
  },
};

type Wish =
  | { readonly kind: 'list' }
  | { readonly kind: 'suggest'; readonly alert: string }
  | { readonly kind: 'remove'; readonly id: string }
  | {
      readonly kind: 'add';
      readonly alertId: string;
      readonly conditions: Conditions;
      readonly reason: string;
      readonly owner: string;
      readonly expiresAtUs: TimeUs | null;
      readonly onlyPreview: boolean;
    };

const ALERT_ID = /^[0-9a-f]{16,64}$/;
const OF_ADD = ['reason', 'owner', 'until'];

function readWish(args: Arguments): Wish {
  const [surplus] = args.positionals;
  if (surplus !== undefined) throw wrongUse(`exceptions takes no ${surplus}`);
  const suggest = args.text('suggest');
  const alertId = args.text('add');
  const id = args.text('remove');
  const acts = [suggest, alertId, id].filter((each) => each !== undefined);
  if (acts.length > 1) throw wrongUse('exceptions takes --suggest, --add or --remove, one of them');
  const ofAdd = OF_ADD.find((name) => args.text(name) !== undefined);
  const extra = ofAdd ?? (args.flag('preview') ? 'preview' : undefined);
  const extras = extra ?? (args.list('where').length > 0 ? 'where' : undefined);
  if (alertId === undefined && extras !== undefined) {
    throw wrongUse(`exceptions: --${extras} goes with --add ALERT`);
  }
  const alert = suggest ?? alertId;
  if (alert !== undefined && !ALERT_ID.test(alert)) {
    throw wrongUse(`exceptions: ${alert} is no id of an alert; "alerts" lists them`);
  }
  if (suggest !== undefined) return { kind: 'suggest', alert: suggest };
  if (id !== undefined) return { kind: 'remove', id };
  if (alertId === undefined) return { kind: 'list' };
  const conditions = conditionsOf(args.list('where'));
  const onlyPreview = args.flag('preview');
  const reason = args.text('reason') ?? '';
  const until = args.text('until');
  if (!onlyPreview && reason.trim() === '') {
    throw wrongUse('exceptions --add needs --reason TEXT: nobody can judge it later without one');
  }
  if (!onlyPreview && until === undefined) {
    throw wrongUse(`exceptions --add needs --until T, the time it ends, or --until ${NEVER}`);
  }
  const expiresAtUs =
    until === undefined || until.toLowerCase() === NEVER ? null : timeOption('until', until);
  const owner = args.text('owner') ?? '';
  return { kind: 'add', alertId, conditions, reason, owner, expiresAtUs, onlyPreview };
}

/** Values of one field are joined, in the order in which fields were first named. */
function conditionsOf(given: readonly string[]): Conditions {
  if (given.length === 0) {
    throw wrongUse('exceptions --add needs --where FIELD=VALUE (see --suggest ALERT)');
  }
  const byField = new Map<string, string[]>();
  for (const each of given) {
    const at = each.indexOf('=');
    if (at < 1 || at === each.length - 1) throw wrongUse(`--where ${each}: give FIELD=VALUE`);
    const field = each.slice(0, at).trim();
    byField.set(field, [...(byField.get(field) ?? []), each.slice(at + 1)]);
  }
  return [...byField].map(([field, values]) => ({ field, values }));
}

function documentOf(
  exceptions: readonly ExceptionShape[],
  added: string | undefined,
  preview: Output<'exceptions.preview'> | undefined,
) {
  return {
    exceptions,
    ...(added === undefined ? {} : { added }),
    ...(preview === undefined
      ? {}
      : {
          preview: {
            before: preview.before,
            after: preview.after,
            silenced: preview.silenced.map(({ id, title, startUs }) => ({
              ...{ id, title, start: utcText(startUs) },
            })),
            filter: preview.text,
          },
        }),
  };
}

async function printSuggestions(
  context: CommandContext,
  session: CaseSession,
  alertId: string,
  json: boolean,
): Promise<void> {
  const found = await session.call('exceptions.suggest', { alertId });
  if (json) {
    await context.out.line(printableJson({ suggestions: found }));
    return;
  }
  await context.out.line(
    `${countOf(found.fields.length, 'field')} that ${countOf(found.looked, 'event')} of the alert have:`,
  );
  const rows = found.fields.flatMap(({ field, values, fromRule }) =>
    values.map((value) => [`${field}=${value}`, fromRule ? 'of the rule' : '']),
  );
  for (const line of tableLines(rows, { indent: 2 })) await context.out.line(line);
}

function previewLines({
  before,
  after,
  silenced,
}: Output<'exceptions.preview'>): readonly string[] {
  return [
    `${countOf(before, 'finding')} of the rule without it, ${after} with it`,
    ...silenced.map(({ id, title, startUs }) =>
      printable(`  silences ${id}  ${utcText(startUs)}  ${title}`),
    ),
  ];
}

function listLines(
  exceptions: readonly ExceptionShape[],
  added: string | undefined,
): readonly string[] {
  const inForce = exceptions.filter(({ active }) => active).length;
  const rows = exceptions.map((each) => [
    each.id === added ? `${each.id} (new)` : each.id,
    stateOf(each),
    each.rule.title,
    each.conditions.map(({ field, values }) => `${field}=${values.join('|')}`).join(' '),
    each.owner,
    each.reason,
  ]);
  return [`${countOf(inForce, 'exception')} in force`, ...tableLines(rows, { indent: 2 })];
}

function stateOf({ active, expires, ended }: ExceptionShape): string {
  if (ended !== null) return `ended ${ended.slice(0, 10)}`;
  if (!active) return `expired ${(expires ?? '').slice(0, 10)}`;
  return expires === null ? 'without end' : `until ${expires.slice(0, 10)}`;
}
