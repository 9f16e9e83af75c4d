// @ts-check
// Why a target is out of reach: the profile and the limit behind it. Printed only for what a run has missed.
// Times are those of the machine they were found on (2 cores, Node 20.20, Linux 6.18, calm), as processor time where nothing else is said.

/** By row; in order of the table. @type {Readonly<Record<string, string>>} */
const LIMITS = {
  paths:
    'Bare Node starts in 25 ms, so 1.25 × leaves 6. Beyond it: 3.0 ms to read the program and have V8 take its code cache (287 and 441 kB), 0.8 to run its top level, ' +
    '1.5 for the arguments (commander), 1.3 to find and read the config, 4.8 to parse its 3.7 kB of YAML (yaml, whose functions all run for the first time), 2.1 to check the block ' +
    '(valibot), 1.0 to print; two collections of V8 with 0.8 ms each are in these. A userland snapshot starts no sooner in Node 20, nor did it with any of eight V8 flags ' +
    '(each with a code cache made under it), and an answer kept from the last time would be a file that a command for reading writes.',
  'prune-logs-100k':
    'A loop of readdir, lstat and unlink in bare Node, with no question asked, takes 4.9 µs a file beyond its start (3.5 of them in the kernel); find takes 3.5 in all. ' +
    'On two cores that is 0.70 × of find at best and before anything has started. Ours takes 5.6 µs, and starts in 60 to 80 ms (its own program and config 40, what running programs ' +
    'have open, from /proc, 10 to 25, git and lock 10), a quarter of the 0.26 s that 0.75 × would be; a helper is ready 30 ms after it was asked for.',
  'prune-logs-1m':
    'A loop of readdir, lstat and unlink in bare Node, with no question asked, takes 4.9 µs a file (3.5 of them in the kernel), find 3.5: on two cores 0.70 × is where that loop ends, ' +
    'if both never wait for each other. Ours takes 5.6 with all its questions and the wire between the processes: 0.80 ×. Memory: a bare Node takes 41 MB, and there are two.',
  'prune-logs-flat':
    "All names have one lock in the kernel, the directory's, and every unlink holds it, so a helper takes off little more than the looks and Node's own 1.4 µs a file: " +
    'with one 0.59 s, alone 0.71, where find took 0.43. Bare Node alone would take 0.49 beyond its start.',
  'prune-100k':
    'Ten times the files take ten times the work and a little more: what lives to the end is collected again and again under the memory limit. It is within the 10 s that are promised for it.',
  'prune-logs-1-percent':
    'Nearly all of it is 1,000,000 lstat calls, of which Node makes a Stats with four Dates each: 2.0 µs a file with its share of readdir, where find takes 1.1. On two cores that is 0.91 × before anything has started.',
  'clean-cache':
    'Bare Node starts in 25 ms, and rm -rf frees 100,000 files of memory in 330: 0.1 × leaves 8 ms for reading the config, the guards and the journal on the disk. ' +
    'Until it is usable, every file is looked at and written into the journal first, so that nothing goes that no plan names: of 1.0 s, looking takes about 450 ms, deciding 140, the journal 200, ' +
    'the renames with their second look 240. Freeing takes one look and one unlink a file, since a file that was written to meanwhile is put back: 4.9 µs in bare Node, where rm takes 3.2. ' +
    'On a disk, where the kernel takes longer, it is as fast as rm.',
  'status-1m':
    'One readdir and lstat a file, of which Node makes a Stats with four Dates: 2.0 µs, where du takes 1.1 and is called twice: 0.91 × with nothing counted.',
  'dry-run-100k':
    'The start of bare Node, one readdir and an lstat of 100,000 names take 0.27 s of the 0.31 that 1.5 × of find and sort allow, before a single checkpoint is opened to see whether it is whole. ' +
    'Opening, looking again, reading and closing them is another 0.37 s in bare Node. The rest, under the memory limit of a real run (250 MB): about 0.45 s for the look with what is kept of it, 0.75 for the look inside, ' +
    '0.3 for names, groups, rules and the plan with its id (plan-100k).',
  'plan-100k':
    'About 0.27 s on a calm machine, where find and sort leave 0.3: 0.08 are the names, 0.03 the id, the rest order, rules, entries, verdicts and actions. A fifth of all is garbage collection of what a plan ' +
    'consists of (540 bytes a checkpoint, moved twice), which V8 does on both cores: where one of them is busy, it takes longer than sort does.',
};

/** What was tried and is not done. By row; printed with it. @type {Readonly<Record<string, string>>} */
const NOTES = {
  'status-cold':
    'Looking at the files of a folder in the order of their inodes would not help here: 100,000 files on ext4 with nothing in memory took 0.80 s so (best of four: 0.69), 0.87 s in the ' +
    "directory's order (0.67) and 0.92 s by name (0.85); all in one folder 0.78 s (0.69), 0.61 s (0.57) and 0.79 s (0.73). ext4 reads the inodes around the one that is asked for, and " +
    'Node gives no inode numbers with the names: it could not be done.',
  'status-progress':
    'The time is written at most ten times a second, after the first second; it is asked for every 2,000 files. Of 14 runs with and 14 without, in turns over 300,000 files, ' +
    'those with took 673 ms of processor time and those without 675, on average.',
};

/** @param {string} row */
export const noteOn = (row) => NOTES[row];

/**
 * For each row with a target that was missed and a reason that is known.
 * @param {readonly import('./table.js').Judged[]} targets
 */
export function limitsOf(targets) {
  const missed = targets.filter(({ met }) => met === false);
  return Object.entries(LIMITS).flatMap(([row, why]) => {
    const its = missed.filter((target) => target.row === row);
    return its.length === 0 ? [] : [{ row, missed: its, why }];
  });
}
