// The commands under test, each on a small tree with everything in it that a careless program gets wrong: folders, links to a canary
// outside, hard links to what stays, names that are no text. Which entries each command plans is written here by hand.

import type { PathText } from '../../src/core/types/primitives.ts';
import { safetensorsBytes } from '../support/safetensors.ts';
import type { TreeSpec } from '../support/tree.ts';
import type { Fault } from './command.ts';

interface Step {
  readonly args: readonly string[];
  /** Without one, it must end with 0. */
  readonly fault?: Fault;
}

export interface Scenario {
  readonly name: string;
  /** Below the tree's root. The project is in `project/`, and `canary/` lies beside it. */
  readonly spec: TreeSpec;
  /** Commands that run before. */
  readonly prepare: readonly Step[];
  readonly args: readonly string[];
  /** What must be at its place or in the trash. Below `project/`. */
  readonly trashed: readonly PathText[];
  /** What may also be gone for good. */
  readonly freed: readonly PathText[];
  /** What the command may make. */
  readonly made: RegExp | null;
  /** How it is brought to its end after a fault: the same command again, and then all operations undone. */
  readonly undoable: boolean;
  /** What the command does to the planned entries when nothing goes wrong. */
  readonly ends: 'moved' | 'back' | 'freed' | 'made' | 'promoted' | 'renamed' | 'named as before';
  /** What gets another name: it has the one or the other at every instant. Below `project/`. */
  readonly renamed?: readonly { readonly from: PathText; readonly to: PathText }[];
  /** What says names of files beside it: at every instant it says some, and all of them are there. Below `project/`. */
  readonly pointers?: readonly PathText[];
  /** System calls that are refused all the time, and never killed in: what a weaker filesystem does not have. */
  readonly refused?: string;
  /** What becomes a model: it is there whole or not at all, at every instant. Below `project/`. */
  readonly model?: { readonly from: PathText; readonly to: PathText };
}

const CANARY: TreeSpec = {
  'canary/precious.txt': { text: 'never', age: '30d' },
  'canary/folder/inside.bin': { bytes: 100, age: '30d' },
};

const HOSTILE = 'a\u001b]0;b\u0007\n\udcff';
const OLD = '9d';
const FILE = { bytes: 10, age: OLD } as const;

const MIXED: TreeSpec = {
  ...CANARY,
  'project/configs/project_config.yaml': 'outputs: {}\n',
  'project/outputs/README.md': 'ours\n',
  'project/outputs/results/kept.json': { text: '{}', age: '1h' },
  'project/outputs/checkpoints/unet_epoch_1.pth': FILE,
  'project/outputs/checkpoints/unet_epoch_2.pth': FILE,
  'project/outputs/checkpoints/deep/er/unet_epoch_3.pth': FILE,
  'project/outputs/checkpoints/deep/er/unet_epoch_4.pth': FILE,
  'project/outputs/checkpoints/unet_epoch_4.pth': FILE,
  'project/outputs/checkpoints/unet_best.pth': FILE,
  [`project/outputs/checkpoints/${HOSTILE}_epoch_1.pth`]: FILE,
  [`project/outputs/checkpoints/${HOSTILE}_epoch_2.pth`]: FILE,
  'project/outputs/checkpoints/hard_epoch_1.pth': { hardLink: 'canary/folder/inside.bin' },
  'project/outputs/checkpoints/hard_epoch_2.pth': { bytes: 7, age: '8d' },
  'project/outputs/artifacts/run/a.bin': FILE,
  'project/outputs/artifacts/run/sub/b.bin': FILE,
  'project/outputs/artifacts/run/sub/out': { link: '../../../../../canary/precious.txt', age: OLD },
  'project/outputs/artifacts/run/sub/empty': { dir: true },
  'project/outputs/artifacts/link': { link: '../../../canary/folder' },
  'project/outputs/artifacts/dangling': { link: 'nowhere' },
  'project/outputs/artifacts/one': FILE,
  'project/outputs/artifacts/two': { hardLink: 'project/outputs/artifacts/one' },
  [`project/outputs/artifacts/${HOSTILE}`]: FILE,
  'project/outputs/cache/run/a.bin': FILE,
  'project/outputs/cache/run/sub/hard': { hardLink: 'canary/precious.txt' },
  'project/outputs/cache/run/sub/out': { link: '../../../../../canary/folder' },
  'project/outputs/cache/link': { link: '../../../canary' },
  'project/outputs/cache/hard': { hardLink: 'canary/folder/inside.bin' },
  [`project/outputs/cache/${HOSTILE}`]: FILE,
  'project/outputs/logs/old.log': FILE,
  [`project/outputs/logs/${HOSTILE}.log`]: FILE,
  'project/outputs/logs/new.log': { bytes: 3, age: '2d' },
  'project/outputs/logs/run/old.log': FILE,
  'project/outputs/logs/hard.log': { hardLink: 'canary/folder/inside.bin' },
  'project/outputs/logs/link.log': { link: '../../../canary/precious.txt' },
};

const at = (section: string, ...names: readonly string[]): PathText[] => names.map((name) => `outputs/${section}/${name}`);

const CHECKPOINTS = at(
  'checkpoints',
  'unet_epoch_1.pth',
  'unet_epoch_2.pth',
  'deep/er/unet_epoch_3.pth',
  `${HOSTILE}_epoch_1.pth`,
  'hard_epoch_1.pth',
);
const ARTIFACTS = at('artifacts', 'run', 'link', 'dangling', 'one', 'two', HOSTILE);
const CACHE = at('cache', 'run', 'link', 'hard', HOSTILE);
const LOGS = at('logs', 'old.log', `${HOSTILE}.log`, 'run/old.log', 'hard.log');

const PRUNE = ['prune-checkpoints', '--yes'];
const CLEAN = ['clean', '--artifacts', '--yes'];
const kill = (syscall: string, k: number): Fault => ({ syscall, inject: 'signal=KILL', when: String(k) });
const KILLED_PRUNE: Step = { args: PRUNE, fault: kill('rename', 4) };
const NOTHING = { spec: MIXED, prepare: [], trashed: [], freed: [], made: null, undoable: true } as const;

const WEIGHTS = { text: safetensorsBytes(), age: OLD };

const TRAINED: TreeSpec = {
  ...CANARY,
  'project/configs/project_config.yaml': 'outputs: {}\n',
  'project/outputs/README.md': 'ours\n',
  'project/outputs/checkpoints/one.safetensors': WEIGHTS,
  'project/outputs/checkpoints/run/checkpoint-5/model.safetensors': WEIGHTS,
  'project/outputs/checkpoints/run/checkpoint-5/trainer_state.json': { text: '{"global_step": 5}', age: OLD },
  [`project/outputs/checkpoints/run/checkpoint-5/sub/${HOSTILE}`]: FILE,
  'project/outputs/models/theirs.safetensors': WEIGHTS,
  'project/outputs/models/two.md': { text: 'mine', age: OLD },
};

const PROMOTING = {
  ...{ ...NOTHING, spec: TRAINED, undoable: false, ends: 'promoted' as const },
  made: /^project\/outputs\/models(\/(\.outputs-|(one|two|folder)\b).*)?$/s,
} as const;
const ONE = 'outputs/checkpoints/one.safetensors';
const FOLDER = 'outputs/checkpoints/run/checkpoint-5';

const MISNAMED: TreeSpec = {
  ...CANARY,
  'project/configs/project_config.yaml': 'outputs: {}\n',
  'project/outputs/README.md': 'ours\n',
  'project/outputs/checkpoints/UNet_epoch_1.pth': FILE,
  'project/outputs/checkpoints/UNet-epoch_07.pt': FILE,
  'project/outputs/checkpoints/UNet-epoch_07.json': { text: '{}', age: OLD },
  'project/outputs/checkpoints/last_checkpoint': { text: 'UNet-epoch_07.pt', age: OLD, mode: 0o640 },
  'project/outputs/checkpoints/last.ckpt': { link: 'UNet-epoch_07.pt', age: OLD },
  'project/outputs/checkpoints/run/checkpoint': { text: 'model_checkpoint_path: "vit-epoch-3.pth"\n', age: OLD },
  'project/outputs/checkpoints/run/vit-epoch-3.pth': FILE,
  'project/outputs/checkpoints/run/vit_epoch_1.pth': FILE,
  [`project/outputs/checkpoints/UNet-epoch_07.${HOSTILE}`]: FILE,
  'project/outputs/models/newest': { link: '../checkpoints/UNet-epoch_07.pt', age: OLD },
};

const FIX = ['check', '--fix', '--yes'];
const KILLED_FIX: Step = { args: FIX, fault: kill('rename', 5) };
const RENAMING = {
  ...{ ...NOTHING, spec: MISNAMED, ends: 'renamed' as const },
  // What a crash leaves of a new pointer.
  made: /^project\/outputs\/(checkpoints|models)\/(run\/)?\.outputs-[\w-]+\.tmp$/,
  renamed: [
    ['UNet-epoch_07.pt', 'UNet_epoch_7.pth'],
    ['UNet-epoch_07.json', 'UNet_epoch_7.json'],
    ['run/vit-epoch-3.pth', 'run/vit_epoch_3.pth'],
    [`UNet-epoch_07.${HOSTILE}`, `UNet_epoch_7.${HOSTILE}`],
  ].map(([from, to]) => ({ from: `outputs/checkpoints/${from}`, to: `outputs/checkpoints/${to}` })),
  pointers: [...at('checkpoints', 'last_checkpoint', 'last.ckpt', 'run/checkpoint'), ...at('models', 'newest')],
} as const;

export const SCENARIOS: readonly Scenario[] = [
  { ...NOTHING, name: 'prune-checkpoints', args: PRUNE, trashed: CHECKPOINTS, ends: 'moved' },
  { ...NOTHING, name: 'clean artifacts', args: CLEAN, trashed: ARTIFACTS, ends: 'moved' },
  { ...NOTHING, name: 'clean cache', args: ['clean', '--cache'], freed: CACHE, undoable: false, ends: 'freed' },
  { ...NOTHING, name: 'prune-logs', args: ['prune-logs'], freed: LOGS, undoable: false, ends: 'freed' },
  { ...NOTHING, name: 'prune-logs in one sweep', args: ['prune-logs', '--quiet'], freed: LOGS, undoable: false, ends: 'freed' },
  {
    ...NOTHING,
    name: 'prune-checkpoints permanent',
    args: [...PRUNE, '--permanent'],
    freed: CHECKPOINTS,
    undoable: false,
    ends: 'freed',
  },
  {
    ...NOTHING,
    name: 'undo',
    prepare: [{ args: PRUNE }],
    args: ['undo'],
    trashed: CHECKPOINTS,
    ends: 'back',
  },
  {
    ...NOTHING,
    name: 'undo of folders and links',
    prepare: [{ args: CLEAN }],
    args: ['undo'],
    trashed: ARTIFACTS,
    ends: 'back',
  },
  {
    ...NOTHING,
    name: 'purge',
    prepare: [{ args: CLEAN }],
    args: ['clean', '--trash', '--yes'],
    freed: ARTIFACTS,
    undoable: false,
    ends: 'freed',
  },
  {
    ...NOTHING,
    name: 'apply',
    prepare: [{ args: ['prune-checkpoints', '--dry-run', '--plan', 'plan.jsonl'] }],
    args: ['apply', 'plan.jsonl', '--yes'],
    trashed: CHECKPOINTS,
    made: /^project\/plan\.jsonl$/,
    ends: 'moved',
  },
  { ...NOTHING, name: 'prune after a killed one', prepare: [KILLED_PRUNE], args: PRUNE, trashed: CHECKPOINTS, ends: 'moved' },
  { ...NOTHING, name: 'undo of a killed prune', prepare: [KILLED_PRUNE], args: ['undo'], trashed: CHECKPOINTS, ends: 'back' },
  {
    ...NOTHING,
    name: 'undo after a killed undo',
    prepare: [{ args: CLEAN }, { args: ['undo'], fault: kill('unlink', 2) }],
    args: ['undo'],
    trashed: ARTIFACTS,
    ends: 'back',
  },
  {
    ...NOTHING,
    name: 'purge after a killed purge',
    prepare: [{ args: CLEAN }, { args: ['clean', '--trash', '--yes'], fault: kill('unlink', 3) }],
    args: ['clean', '--trash', '--yes'],
    freed: ARTIFACTS,
    undoable: false,
    ends: 'freed',
  },
  {
    ...NOTHING,
    name: 'init',
    spec: { ...CANARY, 'project/.gitignore': { text: 'node_modules', age: OLD }, 'project/train.py': { bytes: 3, age: OLD } },
    args: ['init'],
    made: /^project\/(configs(\/project_config\.yaml)?|outputs(\/.*)?|\.gitignore|\.outputs-[\w-]+\.tmp|(configs|outputs)\/\.outputs-[\w-]+\.tmp)$/,
    undoable: false,
    ends: 'made',
  },
  {
    ...PROMOTING,
    name: 'promote',
    args: ['promote', 'one.safetensors'],
    model: { from: ONE, to: 'outputs/models/one.safetensors' },
  },
  {
    ...PROMOTING,
    name: 'promote by a hard link',
    args: ['promote', 'one.safetensors', '--as', 'two', '--link'],
    model: { from: ONE, to: 'outputs/models/two.safetensors' },
  },
  {
    ...PROMOTING,
    name: 'promote a folder',
    args: ['promote', 'run/checkpoint-5', '--as', 'folder'],
    model: { from: FOLDER, to: 'outputs/models/folder' },
  },
  {
    ...PROMOTING,
    name: 'promote after a killed one',
    prepare: [{ args: ['promote', 'run/checkpoint-5', '--as', 'folder'], fault: kill('link', 2) }],
    args: ['promote', 'run/checkpoint-5', '--as', 'folder'],
    model: { from: FOLDER, to: 'outputs/models/folder' },
  },
  { ...RENAMING, name: 'check --fix', args: FIX },
  { ...RENAMING, name: 'undo of check --fix', prepare: [{ args: FIX }], args: ['undo'], ends: 'named as before' },
  { ...RENAMING, name: 'check --fix after a killed one', prepare: [KILLED_FIX], args: FIX },
  {
    ...RENAMING,
    name: 'undo of a killed check --fix',
    prepare: [KILLED_FIX],
    args: ['undo'],
    ends: 'named as before',
  },
  {
    ...RENAMING,
    name: 'undo of check --fix after a killed undo',
    prepare: [{ args: FIX }, { args: ['undo'], fault: kill('rename', 3) }],
    args: ['undo'],
    ends: 'named as before',
  },
];

/** Where there are no hard links. Killed at every call too; everything else is tried where there are. */
export const WITHOUT_LINKS: readonly Scenario[] = SCENARIOS.filter(
  ({ name }) => name === 'promote' || name === 'promote a folder',
).map((scenario) => ({ ...scenario, name: `${scenario.name}, without hard links`, refused: 'link,linkat' }));
