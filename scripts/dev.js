// @ts-check
// `npm run dev -- ARGS`: bundles the sources as they are, without a build, and runs the command; errors name TypeScript files and lines.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
// Beside the built programs, because the command finds its own files from there.
const bundle = join(root, `dist/dev-${process.pid}.cjs`);
await build({
  absWorkingDir: root,
  stdin: { contents: "import { start } from './src/main.ts'; start();", resolveDir: root, loader: 'ts' },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'inline',
  define: { OUTPUTS_VERSION: JSON.stringify('dev'), OUTPUTS_BUILD: JSON.stringify('dev') },
  logLevel: 'error',
});
try {
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const args = ['--enable-source-maps', bundle, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status ?? 70;
} finally {
  rmSync(bundle, { force: true });
}
