// sealwatch reviews: the reviews that ran and those that come; and one run by hand for any period.

import { choiceOption } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printable, printableJson } from '../printable.ts';
import { reviewShape } from '../shapes/review-shape.ts';
import { countOf, tableLines } from '../table.ts';
import { timeOption, utcText } from '../times.ts';

const PERIODS = ['hourly', 'daily', 'weekly'] as const;

export const reviewsCommand: Command = {
  name: 'reviews',
  usage: '[--case FILE] [--json]',
  summary: 'lists the reviews that ran, and when the next are due',
  options: { ...CASE_OPTION, ...JSON_OPTION },
  async run(context, args) {
    if (args.positionals.length > 0) {
      throw wrongUse(`reviews takes no ${args.positionals[0]}; "reviews run" runs one`);
    }
    return context.withCase('existing', args.text('case'), async (session) => {
      const { reviews, next } = await session.call('reviews.list', {});
      if (args.flag('json')) {
        await context.out.line(printableJson(reviews.map(reviewShape)));
        return EXIT_DONE;
      }
      await context.out.line(countOf(reviews.length, 'review'));
      const ran = tableLines(
        reviews.map((each) => [
          each.kind,
          `${utcText(each.periodStartUs)} to ${utcText(each.periodEndUs)}`,
          `ran ${utcText(each.ranAtUs)}`,
          [each.late ? 'late' : '', each.byHand ? 'by hand' : ''].filter(Boolean).join(', '),
        ]),
        { indent: 2 },
      );
      const due = next.map((each) => printable(`  next ${each.kind}: ${utcText(each.atUs)}`));
      for (const line of [...ran, ...due]) await context.out.line(line);
      return EXIT_DONE;
    });
  },
};

export const reviewsRunCommand: Command = {
  name: 'reviews run',
  usage: '--period hourly|daily|weekly [--as-of T] [--case FILE] [--json]',
  summary: 'runs one review by hand, of the period before --as-of',
  options: {
    period: { type: 'text', value: 'PERIOD', help: 'hourly, daily or weekly' },
    'as-of': { type: 'text', value: 'T', help: 'as if it were this time (default: now)' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length > 0) throw wrongUse(`reviews run takes no ${args.positionals[0]}`);
    const kind = choiceOption('period', args.text('period'), PERIODS);
    if (kind === undefined) throw wrongUse('reviews run: give --period hourly, daily or weekly');
    const asOf = args.text('as-of');
    const asOfUs = asOf === undefined ? null : timeOption('as-of', asOf);
    return context.withCase('existing', args.text('case'), async (session) => {
      const review = await session.call('reviews.run', { kind, asOfUs, late: false, byHand: true });
      const shape = reviewShape(review);
      if (args.flag('json')) {
        await context.out.line(printableJson(shape));
        return EXIT_DONE;
      }
      await context.out.line(`${kind} review of ${shape.period.start} to ${shape.period.end}`);
      const lines = tableLines(
        Object.entries(review.report).map(([key, value]) => [
          key.replaceAll('_', ' '),
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
        { indent: 2 },
      );
      for (const line of lines) await context.out.line(line);
      return EXIT_DONE;
    });
  },
};
