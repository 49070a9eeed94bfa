// Entry of every npm script. Plain JavaScript, because the Node found may be too old for TypeScript:
// it installs what is missing, then runs the given script on the Node that the project brings.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install-packages.mjs';
import { quickCli } from './quick-cli.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `Sealwatch needs Node 20 or newer to set itself up; this is Node ${process.versions.node}.`,
  );
  process.exit(2);
}

const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.sealwatch-installed');
const wanted = readFileSync(lock, 'utf8');
const nodeBinary = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted || !existsSync(nodeBinary)) {
  const status = await installPackages(root, wanted, (line) => console.error(line));
  if (status !== 0) {
    console.error('npm ci failed; Sealwatch cannot start without its packages (see above).');
    process.exit(status);
  }
  if (!existsSync(nodeBinary)) {
    console.error(
      'The package "node" did not install its binary. Its install script must be allowed: npm install-scripts approve node',
    );
    process.exit(3);
  }
  writeFileSync(stamp, wanted);
  quickCli(root, nodeBinary);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error('with-node.mjs: no script given');
  process.exit(2);
}
const program =
  (script === 'electron/cli.ts' ? quickCli(root, nodeBinary) : undefined) ?? join(root, script);
const run = spawnSync(nodeBinary, ['--disable-warning=ExperimentalWarning', program, ...args], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
  // A command starts several threads, and each would strip and compile the same modules again.
  env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env },
});
if (run.error) {
  console.error(`The project's Node could not be started: ${run.error.message}`);
  process.exit(3);
}
process.exit(run.status ?? 1);
