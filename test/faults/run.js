// @ts-check
// `npm run test:faults [-- --full] [--only crash,errno] [--match 'rename 6 EXDEV']`: bundles the fault tests, which are TypeScript, and runs them in this Node.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'outputs-faults-'));
const bundles = { main: join(folder, 'main.cjs'), worker: join(folder, 'worker.cjs'), warm: join(folder, 'warm.cjs') };
await build({
  absWorkingDir: resolve(import.meta.dirname, '../..'),
  entryPoints: { main: 'test/faults/main.ts', worker: 'test/faults/worker.ts', warm: 'test/faults/warm-worker.ts' },
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'error',
});
try {
  const { main } = createRequire(import.meta.url)(bundles.main);
  process.exitCode = await main(process.argv.slice(2), {
    repository: resolve(import.meta.dirname, '../..'),
    worker: bundles.worker,
    warm: bundles.warm,
    scratch: folder,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
