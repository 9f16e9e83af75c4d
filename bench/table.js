// @ts-check
// What was measured, as tables: for a terminal, and for BENCHMARKS.md.

import { limitsOf, noteOn } from './limits.js';
import { OURS } from './targets.js';

/** `reached` and `met` are null where something that it needs was not measured. @typedef {{ row: string, text: string, unit: string, reached: number | null, met: boolean | null }} Judged */
/** @typedef {{ id: string, work: string, place: string, files: number, seconds: number, results: import('./measure.js').Result[] }} MeasuredRow */
/**
 * @typedef {{
 *   machine: ReturnType<typeof import('./machine.js').describeMachine>, command: string, versions: Record<string, string>,
 *   rows: MeasuredRow[], targets: Judged[], notYet: string[], skipped: string[],
 * }} Report
 */

const HEAD = ['median', 'least…most', 'ours ÷ it', 'user', 'system', 'memory', 'system calls'];

/** @param {Report} report */
export function headAsText({ machine: { processor, cores, memoryGB, system, node, load, memory, disk }, versions, skipped }) {
  return [
    `${processor}, ${cores} cores, ${memoryGB} GB; ${system}; Node ${node}; load ${load}; memory: ${memory}; disk: ${disk}`,
    Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', '),
    ...skipped,
  ].join('\n');
}

/** @param {MeasuredRow} row */
export function rowAsText(row) {
  const lines = row.results.map((result) => [result.name, ...cells(result, row), result.failed === undefined ? '' : 'FAILED']);
  return `\n${row.id}: ${row.work} (${row.place}; took ${row.seconds} s)\n${aligned([['', ...HEAD], ...lines])}`;
}

/** @param {Report} report */
export function summaryAsText({ targets, notYet, skipped }) {
  const lines = targets.map((judged) => [judged.row, judged.text, reached(judged), verdict(judged)]);
  return [
    ...(lines.length === 0 ? [] : ['', aligned([['row', 'target', 'reached', 'met'], ...lines])]),
    ...listed('not yet', notYet),
    ...listed('skipped', skipped),
  ].join('\n');
}

/** @param {Report} report */
export function reportAsMarkdown({ machine, command, versions, rows, targets, notYet, skipped }) {
  const names = new Map(rows.map(({ id, work }) => [id, work]));
  return `${[
    '# Benchmarks',
    '',
    `Made by \`${command}\` on ${machine.date} UTC, at ${machine.commit}. To repeat it: \`npm ci && ${command} --write\` on Linux, best as root (it drops caches)`,
    'and on a machine that does nothing else. Peers are those of Debian 12 and npm; `bench/peers.js` says which, and installs them where `CI=true`.',
    '',
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB; ${machine.system}; Node ${machine.node}; load ${machine.load} at the start. *memory* rows lie on`,
    `${machine.memory}, *disk* rows on ${machine.disk}. Every run is on a fresh copy, the commands of a row take turns, and \`NODE_EXTRA_CA_CERTS\` is unset.`,
    'Times are of whole processes from start to end, medians. User and system time and memory include all processes that a command starts;',
    'memory is the sum of what those alive at one time had taken at most (VmHWM), so what they share is counted more than once.',
    'System calls are counted by `strace -f -c`, start-up included, and divided by all files of the tree, gone or not.',
    '',
    ...(targets.length === 0
      ? []
      : [
          '## Targets',
          '',
          ...markdown(
            ['work', 'target', 'reached', 'met'],
            targets.map((judged) => [names.get(judged.row) ?? judged.row, judged.text, reached(judged), verdict(judged)]),
          ),
          '',
        ]),
    ...limitsAsMarkdown(targets, names),
    '## All rows',
    '',
    ...rows.flatMap((row) => [
      `**${row.work}** (${row.id}, ${row.place})`,
      '',
      ...markdown(
        ['command', ...HEAD],
        row.results.map((result) => [`\`${result.label.replaceAll('|', '\\|')}\``, ...cells(result, row)]),
      ),
      '',
      ...[noteOn(row.id) ?? []].flat().flatMap((note) => [note, '']),
    ]),
    '## Versions',
    '',
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
    ...listed('not yet', notYet),
    ...listed('skipped', skipped),
  ].join('\n')}\n`;
}

/** Of what was missed in this run. @param {readonly Judged[]} targets @param {ReadonlyMap<string, string>} names */
function limitsAsMarkdown(targets, names) {
  const limits = limitsOf(targets);
  if (limits.length === 0) return [];
  return [
    '## What stops the targets that are not met',
    '',
    ...limits.flatMap(({ row, missed, why }) => [`- **${names.get(row) ?? row}**: ${missed.map(asMissed).join(', ')}. ${why}`]),
    '',
  ];
}

/** @param {Judged} judged */
const asMissed = (judged) => `${judged.text}, reached ${reached(judged)}`;

/** @param {import('./measure.js').Result} result @param {MeasuredRow} row */
function cells(result, { results, files }) {
  const ours = results.find(({ name }) => name === OURS);
  const { ms, all, userMs, systemMs, marks, peakBytes, calls } = result;
  const until = Object.entries(marks).map(([mark, at]) => `; ${mark} ${milliseconds(at)}`);
  return [
    milliseconds(ms) + until.join(''),
    all.length < 2 ? '' : `${Math.min(...all).toFixed(0)}…${Math.max(...all).toFixed(0)}`,
    ours === undefined || ours === result ? '' : `${(ours.ms / ms).toFixed(2)} ×`,
    milliseconds(userMs),
    milliseconds(systemMs),
    Number.isFinite(peakBytes) ? `${(peakBytes / 1e6).toFixed(0)} MB` : '',
    calls === undefined ? '' : files === 0 ? String(calls.total) : `${(calls.total / files).toFixed(2)} a file`,
  ];
}

/** @param {number} ms */
const milliseconds = (ms) => (ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`);

/** @param {Judged} judged */
function reached({ reached: value, unit }) {
  return value === null ? 'not measured' : `${value.toFixed(2)} ${unit}`;
}

/** @param {Judged} judged */
const verdict = ({ met }) => (met === null ? '' : met ? 'yes' : 'no');

/** @param {string} title @param {readonly string[]} lines */
const listed = (title, lines) => (lines.length === 0 ? [] : ['', `${title}:`, '', ...lines.map((line) => `- ${line}`)]);

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} lines */
function markdown(head, lines) {
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`);
}

/** @param {readonly (readonly string[])[]} lines */
function aligned(lines) {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd())
    .join('\n');
}
