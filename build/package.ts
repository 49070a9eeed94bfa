// `npm run package`: installers of this platform, made by electron-builder into out/packages. Needs
// the network once, for Electron's binary and the packaging tools. Arguments go to electron-builder.

import { join } from 'node:path';
import { buildProgram, buildRenderer } from './bundle.ts';
import { ROOT } from './root.ts';
import { runTool } from './run-tool.ts';

await buildRenderer();
await buildProgram();
const { status, output } = await runTool('electron-builder', [
  'build',
  '--config',
  join(ROOT, 'electron-builder.yml'),
  '--publish',
  'never',
  ...process.argv.slice(2),
]);
process.stdout.write(output);
if (status !== 0) {
  process.stderr.write('Packaging failed: see the lines above.\n');
}
process.exit(status);
