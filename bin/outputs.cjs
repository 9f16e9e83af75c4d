#!/usr/bin/env node
// Starts one of the programs in dist/, with V8's code cache for this Node where the build left one: 14 ms less. Written in old
// JavaScript, so that an old Node can read it as far as the sentence that refuses it. Never writes anything.
'use strict';

var LOWEST = 20;

if (Number(process.versions.node.split('.')[0]) < LOWEST) {
  process.stderr.write('error: outputs needs Node ' + LOWEST + ' or newer; this is ' + process.version + '\n');
  process.exit(2);
}

var fs = require('node:fs');
var vm = require('node:vm');

/** Each one file. Those that know less start sooner: `paths` knows what loops call, `complete` the TAB key, `helper` what a helper does. */
var DIST = __dirname + '/../dist/';
var PROGRAMS = {
  paths: DIST + 'paths.cjs',
  complete: DIST + 'complete.cjs',
  helper: DIST + 'helper.cjs',
  everything: DIST + 'outputs.cjs',
};

/** @param {keyof typeof PROGRAMS} program */
function cacheFile(program) {
  return PROGRAMS[program] + '.' + process.version + '-' + process.arch + '.cache';
}

/**
 * A cache for another Node, or none: V8 rejects it or there is nothing to read, and it only starts slower.
 * @param {keyof typeof PROGRAMS} program
 */
function codeCache(program) {
  try {
    return fs.readFileSync(cacheFile(program));
  } catch (_error) {
    return undefined;
  }
}

/** @param {keyof typeof PROGRAMS} program */
function source(program) {
  try {
    // esbuild writes plain ASCII; read as such it stays one byte a character.
    return fs.readFileSync(PROGRAMS[program], 'latin1');
  } catch (_error) {
    process.stderr.write('error: ' + PROGRAMS[program] + ' is missing: run npm run build\n');
    process.exit(70);
  }
}

/**
 * The script and what it exports: `start`, which runs the command, and `run`, which the build calls.
 * @param {keyof typeof PROGRAMS} program
 */
function load(program) {
  var script = new vm.Script(source(program), { filename: PROGRAMS[program], cachedData: codeCache(program) });
  /** @type {{ exports: { start: () => void, run: (argv: readonly string[]) => Promise<number> } }} */
  var bundled = { exports: Object.create(null) };
  script.runInThisContext()(bundled, require);
  return { script: script, exported: bundled.exports };
}

/** Called in loops, and content with the smaller program: to make a folder takes the other one. */
var QUICK = ['paths', 'env', 'name', 'parse'];

/** By the first word. One that starts a helper is good only on the wire to the process that asks for it. */
function wanted() {
  var word = process.argv[2] || '';
  if (QUICK.indexOf(word) !== -1 && process.argv.indexOf('--mkdir') === -1) return 'paths';
  if (word === '__complete') return 'complete';
  return word.indexOf('__help-') === 0 && process.send !== undefined ? 'helper' : 'everything';
}

if (require.main === module) load(wanted()).exported.start();
else module.exports = { load: load, cacheFile: cacheFile, PROGRAMS: PROGRAMS };
