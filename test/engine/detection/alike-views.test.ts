import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlikeViews } from '../../../electron/engine/detection/alike-views.ts';
import type { UnpackedBlock } from '../../../electron/engine/events/block-reader.ts';
import { readView, type SourceReading } from '../../../electron/engine/events/event-views.ts';
import { withSource } from '../../../shared/detection/log-source.ts';
import { Plan } from '../../../shared/detection/plan.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import type { EventView, FieldValue } from '../../../shared/domain/event.ts';
import { windowsEventJson } from '../../../shared/formats/windows-event-json.ts';
import { ruleSet } from '../../shared/detection/support.ts';
import { blockOf } from './block-of.ts';

const READING: SourceReading = { options: { zone: 'UTC' }, formatOfFile: [windowsEventJson] };

const RULES = [
  ['process_creation', 'one:\n  Image|endswith: \\cmd.exe\ncondition: one'],
  ['process_creation', "one:\n  CommandLine|contains|all: ['-enc', 'bypass']\ncondition: one"],
  ['process_creation', 'one:\n  ParentImage: null\ncondition: one'],
  [
    'process_creation',
    "one:\n  Image: '*'\nno:\n  Image|startswith: C:\\\ncondition: one and not no",
  ],
  ['process_creation', 'one:\n  ProcessId|gte: 500\ncondition: one'],
  ['process_creation', 'one:\n  CommandLine|re: (?i)powershell.{0,9}\\d\ncondition: one'],
  ['process_creation', "one:\n  Event.EventData.User: 'DOM\\ada'\ncondition: one"],
  ['process_creation', 'one:\n  user.name: ada\ncondition: one'],
  ['process_creation', 'one:\n  ParentImage|fieldref: Image\ncondition: one'],
  ['process_creation', 'one:\n  Description|exists: false\ncondition: one'],
  ['process_creation', "one:\n  EventData|contains: 'évil'\ncondition: one"],
  [undefined, 'keywords:\n  - sekurlsa::\n  - évil\ncondition: keywords'],
  [undefined, 'keywords:\n  - sekurlsa::logon\n  - Bypass It\ncondition: keywords'],
  [undefined, 'one:\n  Channel: Security\n  SubjectUserName: ada\ncondition: one'],
  [undefined, 'one:\n  TimeCreated_SystemTime|hour: 7\ncondition: one'],
  ['registry_add', "one:\n  Image: '*'\ncondition: one"],
  ['registry_event', "one:\n  CommandLine: '*'\ncondition: one"],
] as const;

function rules(): RuleSet {
  const texts = RULES.map(([category, detection], index) => {
    const source = category === undefined ? '' : `\n    category: ${category}`;
    const indented = detection.replace(/^(?=.)/gm, '    ');
    return `title: Rule ${String(index)}\nid: rule-${String(index)}\nlogsource:\n    product: windows${source}\ndetection:\n${indented}\n`;
  });
  return ruleSet(...texts);
}

/** `slot rule` for each hit. */
function hits(set: RuleSet, blocks: readonly (readonly EventView[] | Iterable<EventView>)[]) {
  const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'auto');
  return blocks.map((events) => {
    const found: string[] = [];
    for (const each of events) {
      const event = withSource('auto', each);
      plan.evaluate(event, ({ index }) => found.push(`${String(event.id)} ${String(index)}`));
    }
    return found.toSorted();
  });
}

function plainViews(block: UnpackedBlock): EventView[] {
  return Array.from({ length: block.count }, (_, slot) => readView(block, slot, READING));
}

/** All that can be asked of an event, but for its text. */
function whole(given: EventView) {
  const { id, fields, timeUs, nanos, ecs, logSource } = withSource('auto', given);
  return { id, fields, timeUs, nanos, ecs, logSource };
}

interface Values {
  readonly id: number;
  readonly image: string;
  readonly parent: string | undefined;
  readonly line: string;
  readonly user: string;
  readonly processId: FieldValue;
  readonly number: number;
  readonly hour: number;
  readonly change: string;
}

const FORMS = 6;

/** As one of the converters of EVTX or shippers of logs writes it. */
function recordOf(form: number, v: Values): string {
  const time = `2026-03-02T0${String(v.hour)}:00:00.000000Z`;
  const security = { SubjectUserName: v.user, Description: v.line };
  const data =
    v.id === 4625
      ? security
      : {
          ProcessId: v.processId,
          Image: v.image,
          CommandLine: v.line,
          User: v.user,
          EventType: v.change,
          ...(v.parent === undefined ? {} : { ParentImage: v.parent }),
        };
  const channel = v.id === 4625 ? 'Security' : 'Microsoft-Windows-Sysmon/Operational';
  const system = {
    EventID: v.id,
    Channel: channel,
    EventRecordID: v.number,
    Computer: 'pc-1',
  };
  switch (form) {
    case 0:
      return JSON.stringify({
        Event: {
          System: { ...system, TimeCreated: { '#attributes': { SystemTime: time } } },
          EventData: data,
        },
      });
    case 1:
      return JSON.stringify({
        Event: {
          System: { ...system, TimeCreated: { '@SystemTime': time } },
          EventData: {
            Data: Object.entries(data).map(([name, text]) => ({
              '#attributes': { Name: name },
              '#text': text,
            })),
          },
        },
      });
    case 2:
      return JSON.stringify({
        '@timestamp': time,
        message: v.line,
        winlog: {
          channel,
          event_id: v.id,
          record_id: v.number,
          computer_name: 'pc-1',
          event_data: data,
        },
      });
    case 3:
      return JSON.stringify({ ...system, ...data, TimeCreated: time });
    case 4:
      return JSON.stringify({
        ...data,
        TimeCreated: `/Date(${String(Date.parse(time))})/`,
        ...system,
      });
    default:
      return JSON.stringify({ EventTime: time, ...system, Details: data, Level: 'info' });
  }
}

const text = (...texts: readonly string[]) => fc.constantFrom(...texts);
const VALUES: fc.Arbitrary<Values> = fc.record({
  id: fc.constantFrom(1, 1, 1, 12, 12, 4625),
  image: text('C:\\Windows\\System32\\cmd.exe', 'D:\\a\\b.exe', 'C:\\x\\CMD.EXE', ''),
  parent: fc.oneof(fc.constant(undefined), text('C:\\Windows\\explorer.exe', 'D:\\a\\b.exe')),
  line: fc.oneof(
    text('powershell -enc bypass 7', 'x "SEKURLSA::LogonPasswords"', 'Évil', 'bypass it\n', '-'),
    fc.string({ unit: fc.constantFrom('p', 'Q', '\\', '"', 'é', '7', '\u0000'), maxLength: 9 }),
  ),
  user: text('DOM\\ada', 'ada', 'NT-AUTORITÄT\\SYSTEM', '-'),
  processId: fc.oneof(fc.integer({ min: -5, max: 900 }), text('0x1f4', '600'), fc.constant(null)),
  number: fc.nat(),
  hour: fc.integer({ min: 6, max: 8 }),
  change: text('CreateKey', 'DeleteKey', 'Other', 'createkey'),
});

/** One for each way in which events are written here, so that what comes later is like one of them. */
const PLAIN: readonly Values[] = [1, 12, 4625].flatMap((id) =>
  [undefined, 'C:\\a.exe'].flatMap((parent) =>
    [7, '7'].map((processId): Values => {
      return {
        id,
        image: 'C:\\b.exe',
        parent,
        line: 'b',
        user: 'b',
        processId,
        number: 1,
        hour: 6,
        change: 'Other',
      };
    }),
  ),
);

describe('events that are read no further than rules look', () => {
  it('meet the rules that they meet when all of them is read', () => {
    const set = rules();
    expect(set.rules.filter(({ tree }) => tree === undefined)).toEqual([]);
    const short = Array.from({ length: FORMS }, () => 0);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: FORMS - 1 }),
        fc.array(fc.array(VALUES, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 2 }),
        (form, all) => {
          const views = createAlikeViews();
          const blocks = all.map((own) =>
            blockOf([...PLAIN, ...own].map((values) => recordOf(form, values))),
          );
          const counted = function* (block: UnpackedBlock) {
            for (const event of views.eventsOf(block, READING)) {
              if (event.parts !== undefined) short[form] = (short[form] ?? 0) + 1;
              yield event;
            }
          };
          expect(hits(set, blocks.map(counted))).toEqual(hits(set, blocks.map(plainViews)));
          const plain = blocks.flatMap(plainViews).map((event) => whole(withSource('auto', event)));
          const atOnce = createAlikeViews();
          expect(
            blocks.flatMap((block) => Array.from(atOnce.eventsOf(block, READING), whole)),
          ).toEqual(plain);
          // Asked when their parts are those of other records already.
          const late = createAlikeViews();
          const kept = blocks.flatMap((block) => [...late.eventsOf(block, READING)]);
          expect(kept.map(whole)).toEqual(plain);
        },
      ),
      { numRuns: 90 },
    );
    expect(short.filter((events) => events < 30)).toEqual([]);
  });

  it('are read in full where something asks for what is not at hand', () => {
    const like = { id: 1, image: 'a.exe', parent: undefined, user: 'ada', hour: 7, change: '-' };
    const block = blockOf(
      [1, 2].map((number) => recordOf(0, { ...like, line: '-', processId: number, number })),
    );
    const [, second] = createAlikeViews().eventsOf(block, READING);
    expect(second?.parts).toBeDefined();
    const plain = plainViews(block).map((event) => withSource('auto', event))[1];
    expect(second?.fields).toEqual(plain?.fields);
    expect(second?.ecs).toEqual(plain?.ecs);
    expect(second?.timeUs).toBe(plain?.timeUs);
    expect(second?.raw).toBe(plain?.raw);
    expect(second?.logSource).toEqual(plain?.logSource);
  });
});
