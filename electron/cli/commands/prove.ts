// sealwatch prove: that an event is under a signed checkpoint, or that one checkpoint continues
// another. The answer is JSON that the verifier in resources/verifier checks without the program.

import { numberOption } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { notedOption } from '../noted-checkpoint.ts';
import { writeOutput } from '../output-file.ts';
import { printableJson } from '../printable.ts';
import { consistencyShape, inclusionShape } from '../shapes/proof-shape.ts';

export const proveCommand: Command = {
  name: 'prove',
  usage: 'EVENT | --from CHECKPOINT --to CHECKPOINT [--checkpoint N] [--out FILE] [--case FILE]',
  summary: 'proves that an event was sealed, or that one checkpoint continues another',
  options: {
    checkpoint: {
      type: 'text',
      value: 'N',
      help: 'prove by this checkpoint of the case (default: the newest)',
    },
    from: {
      type: 'text',
      value: 'CHECKPOINT',
      help: 'a checkpoint: its number, SIZE:ROOT, its text, or a file of it',
    },
    to: { type: 'text', value: 'CHECKPOINT', help: 'the later one (default: the newest)' },
    out: { type: 'text', value: 'FILE', help: 'write the proof to a file' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const [event, ...more] = args.positionals;
    const from = args.text('from');
    const to = args.text('to');
    const out = args.text('out');
    if (from === undefined && to !== undefined) throw wrongUse('prove: give --from with --to');
    if (more.length > 0 || (event === undefined) === (from === undefined)) {
      throw wrongUse('prove: give one event, or two checkpoints with --from and --to');
    }
    const checkpoint = numberOption(
      'checkpoint',
      args.text('checkpoint'),
      1,
      Number.MAX_SAFE_INTEGER,
    );
    if (from !== undefined && checkpoint !== undefined) {
      throw wrongUse('prove: --checkpoint goes with an event');
    }
    if (event !== undefined && !/^[1-9]\d{0,15}$/.test(event)) {
      throw wrongUse(`prove ${event}: an event is a number, as search prints it`);
    }
    const ends =
      from === undefined
        ? undefined
        : {
            from: await checkpointText(context, from),
            to: to && (await checkpointText(context, to)),
          };
    return context.withCase('existing', args.text('case'), async (session) => {
      let proof: string;
      if (ends === undefined) {
        const proven = await session.call('case.prove', {
          eventId: Number(event),
          ...(checkpoint === undefined ? {} : { checkpoint }),
        });
        proof = printableJson(inclusionShape(proven));
      } else {
        const { checkpoints } = await session.call('case.checkpoints', { before: null, limit: 1 });
        const newest = String(checkpoints[0]?.id ?? 0);
        const proven = await session.call('case.proveConsistency', {
          from: ends.from,
          to: ends.to ?? newest,
        });
        proof = printableJson(consistencyShape(proven));
      }
      if (out === undefined) await context.out.line(proof);
      else {
        await writeOutput(session, context.cwd, out, `${proof}\n`);
        await context.out.line(out);
      }
      return EXIT_DONE;
    });
  },
};

async function checkpointText({ cwd }: CommandContext, given: string): Promise<string> {
  if (/^\d{1,15}$/.test(given)) return given;
  return (await notedOption(cwd, given)).text;
}
