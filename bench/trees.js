// @ts-check
// What the benchmarks work on. One process makes a million files in seconds, because it goes into each folder and uses short names there.

import { closeSync, futimesSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LINE = Buffer.from('2025-08-25 00:42:40 epoch 1 loss 0.5\n');
/** Looked up once: an age must not depend on how long the building takes. */
const NOW = Date.now() / 1000;
const OLD = NOW - 30 * 86_400;

/**
 * Logs `run<folder>/unet_<n>.log`, 30 days old; with `oldEvery`, only every so many of them and the others are new.
 * @param {string} root
 * @param {{ count: number, folders: number, oldEvery?: number }} shape
 */
export function makeLogs(root, { count, folders, oldEvery = 1 }) {
  const each = count / folders;
  for (let folder = 0; folder < folders; folder++) {
    within(join(root, `run${folder}`), () => {
      for (let n = 0; n < each; n++) put(`unet_${n}.log`, n % oldEvery === 0 ? OLD : NOW);
    });
  }
}

/**
 * Makes the old ones again that a run has removed.
 * @param {string} root
 * @param {{ count: number, folders: number, oldEvery: number }} shape
 */
export function renewLogs(root, { count, folders, oldEvery }) {
  for (let folder = 0; folder < folders; folder++) {
    within(join(root, `run${folder}`), () => {
      for (let n = 0; n < count / folders; n += oldEvery) put(`unet_${n}.log`, OLD);
    });
  }
}

/**
 * `count` checkpoints of one model in one folder.
 * @param {string} folder
 * @param {number} count
 */
export function makeCheckpoints(folder, count) {
  // Not empty: an empty checkpoint is incomplete, and stays.
  within(folder, () => {
    for (let n = 0; n < count; n++) put(`unet_epoch_${n}.pth`, OLD);
  });
}

/**
 * As huggingface_hub keeps them: `models--org--name/blobs/<hash>`, and links to them in `snapshots/<revision>/`. Half of `count` are links.
 * @param {string} root
 * @param {number} count
 */
export function makeHub(root, count) {
  const each = 1000;
  for (let model = 0; model < count / 2 / each; model++) {
    const home = join(root, `hub/models--org--model-${model}`);
    /** @param {number} n */
    const hash = (n) => (model * each + n).toString(16).padStart(64, '0');
    within(join(home, 'refs'), () => put('main', OLD));
    within(join(home, 'blobs'), () => {
      for (let n = 0; n < each; n++) put(hash(n), OLD);
    });
    within(join(home, 'snapshots', 'f'.repeat(40)), () => {
      for (let n = 0; n < each; n++) symlinkSync(`../../blobs/${hash(n)}`, `shard-${n}.safetensors`);
    });
  }
}

/**
 * A file in each of `levels` folders, one inside the other: far below what a path can name.
 * @param {string} root
 * @param {number} levels
 */
export function makeDeep(root, levels) {
  within(root, () => {
    for (let level = 0; level < levels; level++) {
      mkdirSync('d');
      process.chdir('d');
      put('f', OLD);
    }
  });
}

/** @param {string} folder @param {() => void} make */
function within(folder, make) {
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  make();
  process.chdir('/');
}

/** @param {string} name @param {number} time */
function put(name, time) {
  const file = openSync(name, 'wx');
  writeSync(file, LINE);
  futimesSync(file, time, time);
  closeSync(file);
}
