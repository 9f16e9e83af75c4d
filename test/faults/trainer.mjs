// @ts-check
// A training run that never stops: appends to a log it holds open, saves checkpoints by writing aside and renaming onto the name, and
// puts files into folders. What it has finished it says on stdout, one name and content a line.

import { mkdirSync, openSync, renameSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const outputs = process.argv[2] ?? '';
const old = Date.now() / 1000 - 3 * 86_400;
const log = openSync(join(outputs, 'logs/train.log'), 'a');
/** @param {string} name @param {string} text */
function save(name, text) {
  const file = join(outputs, name);
  try {
    writeFileSync(`${file}.tmp`, text);
    // As old as a plan likes them: only the engine's own care can keep these.
    utimesSync(`${file}.tmp`, old, old);
    renameSync(`${file}.tmp`, file);
  } catch {
    return false;
  }
  return true;
}
for (let step = 0; ; step++) {
  const name = `checkpoints/run/u_epoch_${step % 12}.pth`;
  const text = `${name} version ${step}`;
  mkdirSync(join(outputs, 'checkpoints/run'), { recursive: true });
  if (save(name, text)) writeSync(1, `${name}\t${text}\n`);
  const artifact = `artifacts/run${step % 3}/f${step}`;
  mkdirSync(join(outputs, artifact, '..'), { recursive: true });
  if (save(artifact, artifact)) writeSync(1, `${artifact}\t${artifact}\n`);
  writeSync(log, `step ${step}\n`);
}
