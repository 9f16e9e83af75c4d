// @ts-check
// Runs what most starts run and keeps the code that V8 compiled for it, for `bin/outputs.cjs` to load. A process of its own, started
// by the build in a small project.

'use strict';

const { writeFileSync } = require('node:fs');
const { load, cacheFile } = require('../bin/outputs.cjs');

async function makeCache() {
  const { script, exported } = load();
  for (const argv of [['--version'], ['paths', '--json']]) {
    const code = await exported.run(argv);
    if (code !== 0) throw new Error(`outputs ${argv.join(' ')} ended with ${code}`);
  }
  writeFileSync(cacheFile, script.createCachedData());
}

makeCache();
