// Preloaded (`node --require`) into a command and its helper processes: says in a folder how far each of them is, and holds it in the middle of
// its work until the file `go` is there. A test can then act at that moment, however fast or busy the machine is.

const fs = require('node:fs');
const { GATE_FOLDER: folder = '', GATE_HOLDS: holds = '', GATE_HELPERS: helpers = '0', GATE_COUNTED: counted = '' } = process.env;

/** The change that a helper process is held at, and a command until its helper processes can be given work. */
const HELD_AT = 3;
const who = process.argv.some((word) => word.startsWith('__help-')) ? 'helper' : 'main';
/** @param {'ready' | 'held'} how */
const say = (how) => fs.writeFileSync(`${folder}/${who}-${how}-${process.pid}`, '');
/** @param {number} milliseconds */
const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
/** @param {'ready' | 'held'} how */
const areThere = (how) => fs.readdirSync(folder).filter((name) => name.startsWith(`helper-${how}`)).length >= Number(helpers);

function hold() {
  say('held');
  while (!fs.existsSync(`${folder}/go`)) sleep(2);
}

function sayWhenReady() {
  const { send } = process;
  if (send === undefined) return;
  process.send = (/** @type {any[]} */ ...message) => {
    const isSent = Reflect.apply(send, process, message);
    if ('ready' in message[0]) say('ready');
    return isSent;
  };
}

/** @param {() => void} act */
function beforeEachChange(act) {
  const { unlinkSync, rmdirSync } = fs;
  fs.unlinkSync = (path) => {
    act();
    unlinkSync(path);
  };
  fs.rmdirSync = (path) => {
    act();
    rmdirSync(path);
  };
}

let changes = 0;
let isHeld = false;

function beforeHelperChange() {
  if (++changes === HELD_AT && holds.includes('helper')) hold();
}

function beforeMainChange() {
  changes++;
  if (changes === HELD_AT) while (!areThere('ready')) sleep(2);
  if (!isHeld && changes >= HELD_AT && areThere('held')) {
    isHeld = true;
    hold();
  }
  // Signals are heard every 50 ms at least: that is 25 changes at most.
  if (isHeld) sleep(2);
}

/** Counting changes nothing, but stands in what it counts. */
function holdWhereItCounts() {
  const { chdir } = process;
  process.chdir = (path) => {
    chdir(path);
    if (process.cwd().startsWith(counted)) hold();
  };
}

if (folder !== '') {
  if (who === 'helper') {
    sayWhenReady();
    beforeEachChange(beforeHelperChange);
  } else if (counted !== '') holdWhereItCounts();
  else if (helpers !== '0' || holds === 'main') beforeEachChange(beforeMainChange);
}
