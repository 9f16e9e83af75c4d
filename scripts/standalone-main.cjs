// @ts-check
// Where the standalone program starts: the programs of dist/ and their code caches, out of the executable itself. What
// `bin/outputs.cjs` does with files.

'use strict';

const { getAsset } = require('node:sea');
const { Script } = require('node:vm');

// In full, as Node itself names a script: by this, the program starts itself as its own helper.
process.argv[1] = process.execPath;
const word = process.argv[2] ?? '';
const isQuick = ['paths', 'env', 'name', 'parse'].includes(word) && !process.argv.includes('--mkdir');
const isHelper = word.startsWith('__help-') && process.send !== undefined;
const program = isQuick ? 'paths' : word === '__complete' ? 'complete' : isHelper ? 'helper' : 'everything';
const script = new Script(Buffer.from(getAsset(program)).toString('latin1'), {
  filename: program,
  cachedData: Buffer.from(getAsset(`${program}.cache`)),
});
const bundled = { exports: Object.create(null) };
script.runInThisContext()(bundled, require);
bundled.exports.start();
