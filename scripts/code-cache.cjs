// @ts-check
// Runs what most starts run and keeps the code that V8 compiled for it, for `bin/outputs.cjs` to load. A process of its own, started
// by the build in a small project.

'use strict';

const { utimesSync, writeFileSync } = require('node:fs');
const { load, cacheFile } = require('../bin/outputs.cjs');

// V8 refuses a cache that was made with other flags than it is read with, and `saveMemory` changes some on the way.
require('node:v8').setFlagsFromString = () => {};

/** @param {keyof typeof import('../bin/outputs.cjs').PROGRAMS} program @param {readonly (readonly string[])[]} starts */
async function makeCache(program, starts) {
  const { script, exported } = load(program);
  for (const argv of starts) {
    const code = await exported.run(argv);
    if (code !== 0) throw new Error(`outputs ${argv.join(' ')} ended with ${code}`);
    if (argv[0] === 'init') leaveFiles();
  }
  writeFileSync(cacheFile(program), script.createCachedData());
}

/** Something to prune. */
function leaveFiles() {
  for (const file of ['logs/unet.log', 'checkpoints/unet_epoch_1.pth', 'checkpoints/unet_epoch_2.pth']) {
    writeFileSync(`outputs/${file}`, 'x');
    utimesSync(`outputs/${file}`, 0, 0);
  }
}

/** What training code writes and our own config does not show: flow collections, quotes, a path under another key. */
const TRAINING = `model: { layers: [64, 128] }
training:
  learning_rate: 1e-4
  checkpoint_dir: "outputs/checkpoints"
`;

writeFileSync('training.yaml', TRAINING);
const paths = ['paths', '--json'];
const ofTraining = ['paths', 'checkpoints', '--config', 'training.yaml'];
const prune = [['init'], ['prune-logs'], ['prune-checkpoints', '--dry-run']];
const names = [
  ['name', 'checkpoint', '--model', 'unet', '--epoch', '3'],
  ['name', 'log', '--model', 'unet'],
  ['parse', 'unet_epoch_3.pth'],
  ['env'],
];
const line = (/** @type {string} */ text) => ['__complete', 'bash', ' \t\n"\'><=;|&(:', text];
const tab = [
  'outputs ',
  'outputs clean --',
  'outputs pin ',
  'outputs clean ',
  'outputs undo ',
  'outputs prune-checkpoints --allow-empty-group ',
];

makeCache('paths', [paths, ofTraining, ...names])
  .then(() => makeCache('everything', [['--version'], paths, ...prune, ['status']]))
  .then(() => makeCache('complete', tab.map(line)))
  // There is nobody to help here: what it does at its very start is all that is kept of it.
  .then(() => makeCache('helper', []));
