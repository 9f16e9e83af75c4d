// @ts-check
// Runs what most starts run and keeps the code that V8 compiled for it, for `bin/outputs.cjs` to load. A process of its own, started
// by the build in a small project.

'use strict';

const { writeFileSync } = require('node:fs');
const { load, cacheFile } = require('../bin/outputs.cjs');

/** @param {'paths' | 'everything'} program @param {readonly (readonly string[])[]} starts */
async function makeCache(program, starts) {
  const { script, exported } = load(program);
  for (const argv of starts) {
    const code = await exported.run(argv);
    if (code !== 0) throw new Error(`outputs ${argv.join(' ')} ended with ${code}`);
  }
  writeFileSync(cacheFile(program), script.createCachedData());
}

makeCache('paths', [['paths', '--json']]).then(() => makeCache('everything', [['--version'], ['paths', '--json']]));
