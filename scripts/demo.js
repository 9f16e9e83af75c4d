// @ts-check
// `npm run demo`: the main job on the sample project, with the command's real output.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSampleClone, trainSample } from '../test/fixtures/seed-project.js';

const command = resolve(import.meta.dirname, '../bin/outputs.cjs');
const project = join(mkdtempSync(join(tmpdir(), 'outputs-demo-')), 'imgae-dx');

/** @param {string[]} args */
function outputs(...args) {
  console.log(`\n$ outputs ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`outputs ${args.join(' ')} ended with exit code ${status}`);
}

/** @param {string} line */
const say = (line) => console.log(`\n── ${line}`);

makeSampleClone(project);
try {
  say(`a project, freshly cloned: ${project}`);
  outputs('init');
  say('… two models are trained and evaluated …');
  trainSample(project);
  say('where everything is; the checkpoints come from training.checkpoint_dir in the project’s own config');
  outputs('paths', '--explain');
  outputs('paths', '--json');
  say('before retraining');
  outputs('clean', '--cache');
  say('what cron does');
  outputs('prune-logs', '--older-than', '7d');
  say('when the disk fills: first look, then act');
  outputs('prune-checkpoints', '--keep-last', '2', '--dry-run');
  outputs('prune-checkpoints', '--keep-last', '2', '--yes');
  say('and again: nothing is left to do');
  outputs('prune-checkpoints', '--keep-last', '2', '--yes');
  const left = JSON.parse(spawnSync(process.execPath, [command, 'paths', '--json'], { cwd: project, encoding: 'utf8' }).stdout);
  say(
    `the config is as it was: ${readFileSync(join(project, 'configs/project_config.yaml')).length} bytes; checkpoints in ${left.paths.checkpoints}`,
  );
} finally {
  rmSync(resolve(project, '..'), { recursive: true });
}
