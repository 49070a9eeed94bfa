// sealwatch match: rules over files of events, nothing stored.

import type { MatchLine } from '../../../shared/contract/areas/tools.ts';
import { JSON_OPTION, ZONE_OPTION, type Command } from '../command.ts';
import { givenInputs, noneReadable } from '../each-input.ts';
import { EXIT_DONE, EXIT_FOUND, EXIT_UNREADABLE } from '../exit-codes.ts';
import { FAIL_ON_OPTION, failOnOption, reaches } from '../fail-on.ts';
import { wrongUse } from '../failures.ts';
import { readablePaths } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf, countText } from '../table.ts';
import { zoneOption } from '../times.ts';

export const matchCommand: Command = {
  name: 'match',
  usage:
    '--rules PATH… [--pipeline FILE]… [--route | --no-route] [--explain] [--all] [--json] EVENTS…',
  summary: 'tries rules on files of any format, nothing stored',
  options: {
    rules: { type: 'list', value: 'PATH', help: 'a rule file or a folder of them' },
    pipeline: {
      type: 'list',
      value: 'FILE',
      help: 'a processing pipeline in the form of pySigma; by priority, then as named',
    },
    route: { type: 'flag', help: 'try a rule only on events of its log source' },
    'no-route': { type: 'flag', help: 'try every rule on every event' },
    explain: { type: 'flag', help: 'say which selections matched what' },
    all: { type: 'flag', help: 'list rules without hits too, and why' },
    ...ZONE_OPTION,
    ...FAIL_ON_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.list('rules').length === 0) throw wrongUse('match: name rules with --rules PATH');
    if (args.positionals.length === 0) throw wrongUse('match: name at least one file of events');
    if (args.flag('route') && args.flag('no-route')) {
      throw wrongUse('match: --route and --no-route exclude each other');
    }
    const rules = await readablePaths(context.cwd, args.list('rules'));
    const events = await givenInputs(context.cwd, args.positionals);
    const pipelines = await readablePaths(context.cwd, args.list('pipeline'));
    const zone = zoneOption(args.text('zone'));
    const failOn = failOnOption(args);
    const route = args.flag('route') ? true : args.flag('no-route') ? false : undefined;
    if (noneReadable(context, events)) return EXIT_UNREADABLE;
    for (const { problem } of events) if (problem) context.complain(problem.message);
    const readable = events.filter(({ problem }) => problem === undefined);
    return context.withCase('none', undefined, async (session) => {
      const result = await session.call('tools.match', {
        rules: rules.map((path) => session.token(path)),
        events: readable.map(({ path }) => session.token(path)),
        ...(pipelines.length === 0
          ? {}
          : { pipelines: pipelines.map((path) => session.token(path)) }),
        explain: args.flag('explain'),
        all: args.flag('all'),
        ...(route === undefined ? {} : { route }),
        ...(zone === undefined ? {} : { zone }),
      });
      const { unreadable = [] } = result;
      for (const { reason } of unreadable) context.complain(reason);
      const hits = result.lines.filter(isHit);
      if (args.flag('json')) {
        for (const line of result.lines) await context.out.line(printableJson(line));
      } else {
        for (const line of result.lines) {
          for (const text of matchText(line)) await context.out.line(text);
        }
        await context.out.line(
          `${countOf(hits.length, 'rule')} hit; ${countOf(result.records, 'record')} read, ${countText(result.rejected)} rejected`,
        );
      }
      if (readable.length < events.length || unreadable.length > 0) return EXIT_UNREADABLE;
      return hits.some((line) => reaches(line.level, failOn)) ? EXIT_FOUND : EXIT_DONE;
    });
  },
};

function isHit(line: MatchLine): boolean {
  return (line.matches?.length ?? 0) > 0 || (line.groups?.length ?? 0) > 0;
}

const NUMBERS_SHOWN = 20;

function matchText(line: MatchLine): readonly string[] {
  const head = printable(`${line.level.toUpperCase()}  ${line.title}  [${line.rule}]`);
  if (line.notLoaded !== undefined) return [head, printable(`  not loaded: ${line.notLoaded}`)];
  if (line.notApplicable !== undefined) {
    return [head, printable(`  not applicable: ${line.notApplicable}`)];
  }
  const explain = line.explain === undefined ? [] : [`  ${printableJson(line.explain)}`];
  if (line.notTested !== undefined) {
    explain.unshift(
      `  not tested: ${countOf(line.notTested, 'value')} too long for its regular expressions; it may have missed some`,
    );
  }
  if (line.kind === 'event') {
    return [head, `  ${numbersText(line.matches ?? [])}`, ...explain];
  }
  const groups = (line.groups ?? []).map((each) => {
    const group = Object.entries(each.group)
      .map(([field, value]) => `${field}=${value}`)
      .join(', ');
    return printable(
      `  ${group === '' ? 'all events' : group}: count ${each.count}, ${each.start} to ${each.end}, first at ${each.firstFire}; ${numbersText(each.matches)}`,
    );
  });
  return [head, ...(groups.length === 0 ? ['  no hits'] : groups), ...explain];
}

function numbersText(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'no hits';
  const shown = numbers.slice(0, NUMBERS_SHOWN).join(', ');
  const rest = numbers.length - NUMBERS_SHOWN;
  return `${numbers.length === 1 ? 'record' : 'records'} ${shown}${rest > 0 ? ` and ${countText(rest)} more (--json lists all)` : ''}`;
}
