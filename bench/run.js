// @ts-check
// `npm run bench`: our commands beside those that people use instead, on the same trees in the same run. It never fails on a time.

import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeMachine } from './machine.js';
import { copiesAtOnce, measure } from './measure.js';
import { readOptions } from './options.js';
import { findPeers } from './peers.js';
import { makePlaces, whatLacks } from './places.js';
import { allRows } from './rows.js';
import { headAsText, reportAsMarkdown, rowAsText, summaryAsText } from './table.js';

const root = resolve(import.meta.dirname, '..');
const program = join(root, 'bin/outputs.cjs');
const ci = process.env['CI'] === 'true';
const options = readOptions();
const outputs = [process.execPath, program];
const standalone = existsSync(join(root, 'standalone/outputs')) ? [join(root, 'standalone/outputs')] : null;
const start = Date.now();

/** Of a quick run, which promises to end within three minutes, on a slow machine too. */
const LAST_START_MS = 120_000;

if (options.list) {
  for (const { id, work, size } of allRows({ outputs, standalone, peer: () => [], scale: 1 }))
    console.log(`${id.padEnd(26)} ${size.padEnd(6)} ${work}`);
  process.exit(0);
}

const places = makePlaces(options.disk);
const { peers, missing } = findPeers(join(places.memory, 'npm'), { install: ci && process.getuid?.() === 0 });

/** @type {import('./table.js').Report} */
const report = {
  machine: describeMachine(places),
  command: options.command,
  versions: Object.fromEntries([...peers].map(([name, { version }]) => [name, version])),
  rows: [],
  targets: [],
  notYet: [],
  skipped: [
    ...missing.map(({ name, how }) => `${name} is missing: ${how}`),
    ...(standalone === null ? ['standalone/outputs is not built: npm run build:standalone'] : []),
  ],
};
console.log(headAsText(report));
if (missing.length > 0 && ci) process.exit(1);

/** @type {import('./measure.js').How} */
const how = {
  folder: '',
  rounds: options.full ? 5 : 3,
  briefRounds: options.full ? 30 : 20,
  extras: options.full ? 'measured' : 'tried',
  budgetMs: options.budgetMs,
  strace: peers.get('strace')?.command,
  time: peers.get('time')?.command,
};
const rows = allRows({ outputs, standalone, peer: (name) => peers.get(name)?.command ?? null, scale: options.scale });
const help = execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
/** Ctrl-C: what was measured so far is worth having. */
let isStopped = false;
process.on('SIGINT', () => {
  isStopped = true;
});
for (const row of rows.filter(isAsked)) {
  const folder = places[row.place];
  const lacking = whatLacks(row, folder, copiesAtOnce(row, how));
  if (row.needs !== undefined && !new RegExp(`^  ${row.needs}\\b`, 'm').test(help)) report.notYet.push(`${row.id}: ${row.work}`);
  else if (isStopped) report.skipped.push(`${row.id}: interrupted`);
  else if (Date.now() - start > LAST_START_MS && !options.full) report.skipped.push(`${row.id}: no time left`);
  else if (lacking !== null) report.skipped.push(`${row.id}: ${lacking}`);
  else {
    const { id, work, place, files } = row;
    const since = Date.now();
    const results = await measure(row, { ...how, folder });
    const measured = { id, work, place, files, seconds: Math.round((Date.now() - since) / 1000), results };
    report.rows.push(measured);
    console.log(rowAsText(measured));
  }
}
report.targets = rows.filter(({ id }) => report.rows.some((row) => row.id === id)).flatMap(judge);
console.log(summaryAsText(report));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.write) writeFileSync(join(root, 'BENCHMARKS.md'), reportAsMarkdown(report));

const failures = report.rows.flatMap(({ results }) => results.flatMap(({ failed }) => failed ?? []));
for (const failure of failures) console.error(`\nFAILED: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** @param {import('./measure.js').Row} row */
function isAsked({ id, size }) {
  if (options.only.length === 0) return size === 'quick' || options.full;
  return options.only.some((name) => (rows.some((row) => row.id === name) ? id === name : id.startsWith(name)));
}

/** @param {import('./measure.js').Row} row @returns {import('./table.js').Judged[]} */
function judge({ id, files, targets }) {
  /** @type {import('./targets.js').Lookup} */
  const get = (runner, row = id) => report.rows.find((other) => other.id === row)?.results.find(({ name }) => name === runner);
  return targets.map(({ text, most, unit, of }) => {
    const value = of(get, files);
    const reached = Number.isFinite(value) ? value : null;
    // Of other sizes no target speaks.
    return { row: id, text, unit, reached, met: reached === null || options.scale !== 1 ? null : reached <= most };
  });
}
