// Runs commands while somebody exchanges a folder or a file with something precious, hundreds of thousands of times a second: nothing
// outside may change, and nothing that was exchanged in may be lost.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { escapeText } from '../../src/core/lib/escape.ts';
import { fsPath } from '../../src/core/lib/path-text.ts';
import type { PathText } from '../../src/core/types/primitives.ts';
import { run } from '../support/context.ts';
import { type Shot, snapshot, type TreeSpec, tree } from '../support/tree.ts';
import type { Ledger, Point } from './ledger.ts';
import { operationId } from './operation-id.ts';

interface Attacker {
  /** Until `stop`, which tells how often it exchanged them. `longestPause` between two exchanges, in microseconds. */
  start(a: PathText, b: PathText, longestPause: number): Promise<void>;
  stop(): Promise<number>;
  end(): void;
}

function attacker(repository: string): Attacker {
  const child: ChildProcess = spawn('python3', [join(repository, 'test/faults/swap.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const hex = (path: PathText): string => Buffer.from(fsPath(path)).toString('hex');
  return {
    async start(a, b, longestPause) {
      stdin.write(`${hex(a)} ${hex(b)} ${longestPause}\n`);
      await lines.next();
    },
    async stop() {
      stdin.write('\n');
      return Number((await lines.next()).value);
    },
    end: () => child.kill(),
  };
}

interface Race {
  readonly name: string;
  readonly before: readonly (readonly string[])[];
  readonly args: readonly string[];
  readonly swap: readonly [PathText, PathText];
  /** Whether even what was planned must survive. */
  readonly keepsPlanned: boolean;
  readonly more?: TreeSpec;
  /** What we wrote, and take back. */
  readonly written?: RegExp;
}

const NUMBERS = Array.from({ length: 8 }, (_, n) => n);
const files = (folder: string, name: (n: number) => string): TreeSpec =>
  Object.fromEntries(NUMBERS.map((n) => [`${folder}/${name(n)}`, { text: `${folder} ${n}`, age: '9d' }]));
const epoch = (n: number): string => `u_epoch_${n}.pth`;

/** `canary/` has everything that the project has, by the same names. */
const SPEC: TreeSpec = {
  'project/configs/project_config.yaml': 'outputs: {}\n',
  ...files('project/outputs/checkpoints/run', epoch),
  ...files('project/outputs/cache/run', (n) => `f${n}`),
  ...files('project/outputs/cache/run/sub', (n) => `f${n}`),
  ...files('canary/checkpoints/run', epoch),
  ...files('canary/cache/run', (n) => `f${n}`),
  ...files('canary/cache/run/sub', (n) => `f${n}`),
  'attic/to-run': { link: '../../../canary/checkpoints/run' },
  'attic/checkpoints': { link: '../../canary/checkpoints' },
  'attic/cache': { link: '../../canary/cache' },
  'attic/to-cache-run': { link: '../../../canary/cache/run' },
  'attic/to-sub': { link: '../../../../canary/cache/run/sub' },
  'attic/other.pth': { text: 'project/outputs/checkpoints/run x', age: '9d' },
  'attic/folder': { dir: true },
  'attic/folder/precious': 'precious',
};

const FIX = ['check', '--fix', '--yes'];
const WRONG = 'project/outputs/checkpoints/wrong';
/** Beside what is pruned, and as old. */
const MISNAMED: TreeSpec = {
  ...files(WRONG, (n) => `u-epoch-${n}.pth`),
  [`${WRONG}/last_checkpoint`]: { text: 'u-epoch-3.pth', age: '9d' },
  ...files('canary/checkpoints/wrong', (n) => `u-epoch-${n}.pth`),
  'attic/to-wrong': { link: '../../../canary/checkpoints/wrong' },
  'attic/last_checkpoint': { text: 'theirs.pth', age: '9d' },
};

const OUTPUTS = 'project/outputs';
const PRUNE = ['prune-checkpoints', '--yes'];
const RACES: readonly Race[] = [
  {
    name: 'prune-checkpoints, folder of the files',
    args: PRUNE,
    swap: [`${OUTPUTS}/checkpoints/run`, 'attic/to-run'],
    before: [],
    keepsPlanned: true,
  },
  {
    name: 'prune-checkpoints, the section',
    args: PRUNE,
    swap: [`${OUTPUTS}/checkpoints`, 'attic/checkpoints'],
    before: [],
    keepsPlanned: true,
  },
  {
    name: 'prune-checkpoints, one file',
    args: PRUNE,
    swap: [`${OUTPUTS}/checkpoints/run/u_epoch_3.pth`, 'attic/other.pth'],
    before: [],
    keepsPlanned: true,
  },
  {
    name: 'prune-checkpoints --permanent, one file',
    args: [...PRUNE, '--permanent'],
    swap: [`${OUTPUTS}/checkpoints/run/u_epoch_3.pth`, 'attic/other.pth'],
    before: [],
    keepsPlanned: false,
  },
  {
    name: 'clean --cache, a planned folder',
    args: ['clean', '--cache'],
    swap: [`${OUTPUTS}/cache/run`, 'attic/to-cache-run'],
    before: [],
    keepsPlanned: false,
  },
  {
    name: 'clean --cache, a planned folder with another',
    args: ['clean', '--cache'],
    swap: [`${OUTPUTS}/cache/run`, 'attic/folder'],
    before: [],
    keepsPlanned: false,
  },
  {
    name: 'clean --cache, a folder inside',
    args: ['clean', '--cache'],
    swap: [`${OUTPUTS}/cache/run/sub`, 'attic/to-sub'],
    before: [],
    keepsPlanned: false,
  },
  {
    name: 'clean --cache, the section',
    args: ['clean', '--cache'],
    swap: [`${OUTPUTS}/cache`, 'attic/cache'],
    before: [],
    keepsPlanned: false,
  },
  {
    name: 'check --fix, folder of the files',
    args: FIX,
    swap: [WRONG, 'attic/to-wrong'],
    before: [],
    keepsPlanned: true,
    more: MISNAMED,
  },
  {
    name: 'check --fix, one file',
    args: FIX,
    swap: [`${WRONG}/u-epoch-3.pth`, 'attic/other.pth'],
    before: [],
    keepsPlanned: true,
    more: MISNAMED,
  },
  {
    name: 'undo of check --fix, folder of the files',
    args: ['undo'],
    swap: [WRONG, 'attic/to-wrong'],
    before: [FIX],
    keepsPlanned: true,
    more: MISNAMED,
    written: /\/wrong\/last_checkpoint$|\/items\/\d+\.to$/,
  },
  {
    name: 'undo, folder of the files',
    args: ['undo'],
    swap: [`${OUTPUTS}/checkpoints/run`, 'attic/to-run'],
    before: [PRUNE],
    keepsPlanned: true,
  },
  {
    name: 'undo, the section',
    args: ['undo'],
    swap: [`${OUTPUTS}/checkpoints`, 'attic/checkpoints'],
    before: [PRUNE],
    keepsPlanned: true,
  },
];

const ROUNDS = 40;
const PAUSES = [0, 500, 5_000];

export async function races(ledger: Ledger, repository: string, folder: string): Promise<void> {
  if (!ledger.tools.python) return ledger.skip('every race', 'python3 with renameat2 is missing', true);
  const swapper = attacker(repository);
  try {
    await ledger.points(
      RACES.map((race): Point => ({ name: race.name, run: () => rounds(race, swapper, folder, ledger) })),
      1,
    );
  } finally {
    swapper.end();
  }
}

async function rounds(race: Race, swapper: Attacker, folder: string, ledger: Ledger): Promise<string[]> {
  let [swaps, clean, disturbed, strays] = [0, 0, 0, 0];
  for (let round = 1; round <= (ledger.full ? 20 * ROUNDS : ROUNDS); round++) {
    using t = tree({ ...SPEC, ...race.more }, undefined, folder);
    const cwd = t.at('project');
    for (const args of race.before) await run(args, { cwd, id: operationId(0) });
    const before = snapshot(t.root);
    // Without a pause it is nearly always too early; with one, it meets the moment between the last look and the rename.
    await swapper.start(t.at(race.swap[0]), t.at(race.swap[1]), PAUSES[round % PAUSES.length] ?? 0);
    const ran = await run(race.args, { cwd, id: operationId(1) }).finally(async () => {
      swaps += await swapper.stop();
    });
    if (ran.code <= 1) clean++;
    else disturbed++;
    const after = snapshot(t.root);
    const wrong = judge(race, before, after);
    if (![0, 1, 3, 4].includes(ran.code)) wrong.push(`ended with ${ran.code}: ${escapeText(ran.stderr)}`);
    strays += strayCount(after, before);
    if (wrong.length > 0) return [`round ${round}:`, ...wrong, escapeText(ran.stdout + ran.stderr)];
  }
  ledger.note(
    `${race.name}: ${swaps} exchanges; ${clean} runs undisturbed, ${disturbed} said that something was in the way, ${strays} strays kept`,
  );
  return [];
}

type Shots = Readonly<Record<PathText, Shot>>;

/** Everything outside is as it was; everything else that may not be lost is still somewhere. */
function judge({ keepsPlanned, written }: Race, before: Shots, after: Shots): string[] {
  const wrong: string[] = [];
  const isCanary = (path: PathText): boolean => path === 'canary' || path.startsWith('canary/');
  for (const path of new Set([...Object.keys(before), ...Object.keys(after)].filter(isCanary)))
    if (keyOf(before[path]) !== keyOf(after[path])) wrong.push(`the canary changed: ${escapeText(path)}`);
  const still = new Set(Object.values(after).map(keyOf));
  for (const [path, shot] of Object.entries(before)) {
    // In a cache, what was exchanged in before the look is planned like anything else there.
    const isPrecious = keepsPlanned;
    if (isPrecious && shot.type !== 'directory' && !isOurs(path) && written?.test(path) !== true && !still.has(keyOf(shot)))
      wrong.push(`lost: ${escapeText(path)}`);
  }
  return wrong;
}

/** The journal and its like. */
function isOurs(path: PathText): boolean {
  return path.includes('/.trash/') && !path.includes('/items/');
}

/** What of the attic lies in the trash now: exchanged in, and its name taken before it could go back. */
function strayCount(after: Shots, before: Shots): number {
  const attic = new Set(Object.entries(before).flatMap(([path, shot]) => (path.startsWith('attic/') ? [keyOf(shot)] : [])));
  return Object.entries(after).filter(([path, shot]) => path.includes('/.trash/') && attic.has(keyOf(shot))).length;
}

function keyOf(shot: Shot | undefined): string {
  return shot === undefined ? '' : [shot.type, shot.ino, shot.content, shot.type === 'directory' ? '' : shot.mtimeNs].join(' ');
}
