// sealwatch serve: the window's interface on loopback, for a browser.

import { once } from 'node:events';
import { numberOption } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printable, printableJson } from '../printable.ts';

export const serveCommand: Command = {
  name: 'serve',
  usage: '[--port N] [--case FILE] [--json]',
  summary: 'serves the window on 127.0.0.1, for a browser of this machine',
  options: {
    port: { type: 'text', value: 'N', help: 'the port (default: a free one)' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length > 0) throw wrongUse(`serve takes no ${args.positionals[0]}`);
    const port = numberOption('port', args.text('port'), 1, 65_535);
    return context.withCase(
      'created',
      args.text('case'),
      async (session) => {
        const served = await context.host.serve({ app: session.app, port });
        try {
          await context.out.line(
            args.flag('json')
              ? printableJson({ url: served.url })
              : `Sealwatch is at ${served.url}\nCase: ${printable(session.caseFile)}. Ctrl-C ends it.`,
          );
          await context.out.flush();
          if (!context.signal.aborted) await once(context.signal, 'abort');
        } finally {
          await served.close();
        }
        return EXIT_DONE;
      },
      { reviews: true },
    );
  },
};
