#!/usr/bin/env node
// Starts dist/outputs.cjs, with V8's code cache for this Node where the build left one: 14 ms less. Written in old JavaScript, so
// that an old Node can read it as far as the sentence that refuses it. Never writes anything.
'use strict';

var LOWEST = 20;

if (Number(process.versions.node.split('.')[0]) < LOWEST) {
  process.stderr.write('error: outputs needs Node ' + LOWEST + ' or newer; this is ' + process.version + '\n');
  process.exit(2);
}

var fs = require('node:fs');
var path = require('node:path');
var vm = require('node:vm');

var bundle = path.join(__dirname, '..', 'dist', 'outputs.cjs');

/** Between the two programs of the bundle: one that only knows `paths`, and starts 3 ms sooner, and one that knows everything. */
var SEAM = '\n// everything\n';

/** @param {'paths' | 'everything'} program */
function cacheFile(program) {
  return bundle + '.' + process.version + '-' + process.arch + '.' + program + '.cache';
}

/**
 * A cache for another Node, or none: V8 rejects it or there is nothing to read, and it only starts slower.
 * @param {'paths' | 'everything'} program
 */
function codeCache(program) {
  try {
    return fs.readFileSync(cacheFile(program));
  } catch (_error) {
    return undefined;
  }
}

/** @param {'paths' | 'everything'} program */
function source(program) {
  try {
    // esbuild writes plain ASCII; read as such it stays one byte a character.
    return fs.readFileSync(bundle, 'latin1').split(SEAM)[program === 'paths' ? 0 : 1];
  } catch (_error) {
    process.stderr.write('error: ' + bundle + ' is missing: run npm run build\n');
    process.exit(70);
  }
}

/**
 * The script and what it exports: `start`, which runs the command, and `run`, which the build calls.
 * @param {'paths' | 'everything'} program
 */
function load(program) {
  var text = '(function (module, require) {' + source(program) + '\n})';
  var script = new vm.Script(text, { filename: bundle, cachedData: codeCache(program) });
  /** @type {{ exports: { start: () => void, run: (argv: readonly string[]) => Promise<number> } }} */
  var bundled = { exports: Object.create(null) };
  script.runInThisContext()(bundled, require);
  return { script: script, exported: bundled.exports };
}

if (require.main === module) load(process.argv[2] === 'paths' ? 'paths' : 'everything').exported.start();
else module.exports = { load: load, cacheFile: cacheFile, SEAM: SEAM };
