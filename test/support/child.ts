// Runs TypeScript of ours in a Node of its own: as another user, in another mount namespace, under a limit.

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Tree } from './tree.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = 65_534;

export interface ChildOptions {
  /** As root, become nobody first, and give nobody the tree; without root, stay who we are. Permissions then mean something. */
  readonly unprivileged?: true;
  /** In a mount namespace of its own, this shell command first, e.g. `mount -t tmpfs none "$ROOT/a"`. */
  readonly mount?: string;
  /** The mount needs to be done by the real root: a loop device. */
  readonly asRoot?: true;
  /** What to run Node under, e.g. `strace` with its options. */
  readonly under?: readonly string[];
}

/**
 * The body of an async function, with `root` (the tree's folder) and whatever it imports from `./src/…` or `./test/…`; what it returns comes
 * back through JSON, bigints as text.
 */
export function inChild(t: Tree, imports: string, body: string, options: ChildOptions = {}): unknown {
  const file = join(t.root, '..', `${t.root.split('/').at(-1)}-child.mjs`);
  const source = `${imports}
    const root = process.env.ROOT;
    const answer = await (async () => { ${body} })();
    process.stdout.write(JSON.stringify(answer, (_, value) => typeof value === 'bigint' ? String(value) : value) ?? 'null');`;
  buildSync({
    stdin: { contents: source, resolveDir: REPOSITORY, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: file,
    // commander is CommonJS and asks for built-ins by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  try {
    const becomesNobody = options.unprivileged && process.getuid?.() === 0;
    if (becomesNobody) execFileSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, t.root]);
    const node = [...(options.under ?? []), process.execPath, file];
    const inNamespace = ['unshare', options.asRoot ? '-m' : '-Urm', 'sh', '-ec', `${options.mount}; exec "$@"`, 'sh', ...node];
    const [command, ...args] = options.mount === undefined ? node : inNamespace;
    if (command === undefined) throw new Error('nothing to run');
    const { PATH } = process.env;
    const child = spawnSync(command, args, {
      cwd: '/',
      env: { ROOT: t.root, PATH },
      encoding: 'utf8',
      ...(becomesNobody && { uid: NOBODY, gid: NOBODY }),
    });
    if (child.status !== 0) throw new Error(`the child ended with ${child.status ?? child.signal}: ${child.stderr}`);
    return JSON.parse(child.stdout);
  } finally {
    execFileSync('rm', ['-f', '--', file]);
  }
}

/** Whether there is a tracer that may trace; as above. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
}

/** Whether this machine lets us make mounts of our own; a test that needs one says so when it is skipped. */
export function canMount(): boolean {
  return spawnSync('unshare', ['-Urm', 'true']).status === 0;
}
