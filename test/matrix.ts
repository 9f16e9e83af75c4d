// The 128 things that can go wrong, and for each which test shows what happens then. `file` holds `title` word for word.

/** `file`: a test. `why`: it cannot run here, or is not what this program does; said in a sentence. */
export type Row = { readonly id: number; readonly scenario: string } & (
  | { readonly file: string; readonly title: string }
  | { readonly why: string }
);

type Entry = readonly [scenario: string, fileOrWhy: string, title?: string];

const CLI = 'test/cli/';
const CORE = 'test/core/';
const FAULTS = 'test/faults/';
const BAD = `${CLI}bad-input.test.ts`;
const GUARD = `${CORE}guard/refuse-unsafe-places.test.ts`;
const APPLY = `${CORE}apply/apply-plan.test.ts`;
const MOVE = `${CORE}trash/write/move-to-trash.test.ts`;
const SCAN = `${CORE}scan/scan-section.test.ts`;
const LOAD = `${CORE}config/read/load-project.test.ts`;
const PRUNE = `${CORE}checkpoints/plan-prune-checkpoints.test.ts`;
const LOGS = `${CORE}logs/plan-prune-logs.test.ts`;
const CLEAN = `${CORE}removal/plan-clean.test.ts`;
const LOCK = `${CORE}lock/write/lock-project.test.ts`;
const CLI_LOCK = `${CLI}lock.test.ts`;
const UNDO = `${CORE}apply/restore.test.ts`;
const PURGE = `${CORE}trash/write/purge-operations.test.ts`;
const ROOT = `${CLI}as-root.test.ts`;
const PROCESS = `${CLI}process.test.ts`;
const RACES = `${FAULTS}races.ts`;
const SCENARIOS = `${FAULTS}scenarios.ts`;

/** In the order of their numbers. A scenario that begins with `!` is not for a test. */
const ENTRIES: readonly Entry[] = [
  // A. bad config and arguments
  ['the outputs root is empty, missing or null', LOAD, 'a root %s is %s'],
  ['the root is / in any spelling', GUARD, '%s is in %s: %s'],
  [
    'the root is home, or holds it',
    `${CORE}guard/read/check-places.test.ts`,
    'home and what holds it, also where home is a link',
  ],
  ['the root is the project, its repository or above', BAD, 'the project itself is refused'],
  ['the root is outside the project, with and without leave', BAD, '%s is refused with exit 4 and changes nothing'],
  ['a section path with .., ~, NUL or nothing in it', `${CORE}config/read/config-path.test.ts`, '%j is refused'],
  ['two sections that are one, or one inside the other', BAD, '%s is refused with exit 4 and changes nothing'],
  ['a section that is or holds the trash', GUARD, 'names the key and where it is written'],
  ['ages that are no ages', BAD, '%j is a usage error'],
  [
    'unknown keys, doubled keys, wrong types, a byte order mark, 10 MB, bad UTF-8',
    BAD,
    '%s stops every command with exit 2 and changes nothing',
  ],
  ['a config that is a link, a pipe, a folder, unreadable or a stranger’s', BAD, '%s is an error at once, never a wait'],
  [
    'things change between the plan and its execution',
    `${CORE}use-cases/run-removal.test.ts`,
    'a file that changes while the question stands stops it',
  ],
  ['unknown and shortened options', BAD, '%j is a usage error'],
  ['environment variables that are empty', `${CORE}config/read/interpolate.test.ts`, '%s is refused'],
  [
    'patterns that match everything, nothing, or take for ever',
    `${CORE}patterns/globs.test.ts`,
    'refuses %j: what it should have kept must not go in silence',
  ],
  ['the current folder is gone, is /, or lies in a section', PROCESS, 'says so where the current folder is gone'],
  [
    'what is pinned is everything, or nothing',
    `${CORE}protection/pins.test.ts`,
    'pins the whole section when a pattern names it or a folder above',
  ],
  ['! a limit on how much may go at once', 'there is no --max-delete: a plan is shown, asked about and can be saved instead'],
  ['nobody can answer; yes comes from a pipe', PROCESS, 'takes no yes from a pipe'],
  ['no HOME, hostile environment', `${CLI}four-uses.test.ts`, 'works with an entirely empty environment'],
  // B. bad names
  ['names with control characters, bidi, 255 bytes', `${FAULTS}oracle.ts`, 'printed a raw control character'],
  ['names that are no UTF-8, and their twins', APPLY, 'takes the right one of two names that look alike'],
  ['composed and decomposed twins', SCAN, 'names of any bytes are kept apart'],
  ['a lone surrogate in a pattern of the config', `${CORE}patterns/globs.test.ts`, "'a\\ud800'"],
  [
    'names that look like options or shell',
    `${CLI}four-uses.test.ts`,
    'sets variables through eval, whatever the folder is called',
  ],
  ['names that look like our own', CLEAN, 'never lists the trash'],
  [
    'epochs as numbers: 9, 10, 010, too large, other digits',
    `${CORE}retention/rules/last.test.ts`,
    'takes the highest numbers, not the last names',
  ],
  ['best and final with epochs in their names', `${CORE}retention/apply-rules.test.ts`, 'stay without any rule'],
  ['a log that is a folder, pipe, socket, device or link', LOGS, 'never takes a link, a folder, or what is no log'],
  ['an operation with the name of an earlier one', `${CORE}trash/write/trash-folders.test.ts`, 'never reuses a folder'],
  // C. hostile trees
  ['outputs is a link', BAD, 'a linked outputs directory is refused, and what it leads to stays'],
  [
    'a section is a link to anywhere',
    `${CLI}seed-one-liners.test.ts`,
    'outputs clean --cache refuses the link and touches nothing',
  ],
  ['a section written with a slash at its end', LOAD, 'a section’s path %s is %s'],
  ['entries that are links to anywhere', SCENARIOS, 'canary/folder'],
  ['folders exchanged with links at every level', RACES, 'clean --cache, a folder inside'],
  [
    'a file exchanged between the look and the move',
    MOVE,
    'a file exchanged between the look and the rename is put back where it was',
  ],
  [
    'and its name taken before it could go back',
    MOVE,
    'whatever has taken the name meanwhile is not replaced: the other stays in the trash',
  ],
  ['a planned file written again', APPLY, '%s: %s of a file, when meanwhile'],
  [
    'a file that appears in a planned folder',
    MOVE,
    'a directory that somebody adds to just before the rename is put back, with what was added',
  ],
  ['a trash that is a link, a file, another’s, open to all, another mount', APPLY, 'refuses a trash that is %s, before anything'],
  ['an operation’s folder or journal that somebody else made', UNDO, 'refuses a part of the trash that others could change'],
  ['a journal that names places outside', `${CORE}journal/decode-journal.test.ts`, 'with good digests, yet %s, is not believed'],
  ['a hard link of something that stays', SCENARIOS, 'hard_epoch_1.pth'],
  ['a hard link between two that go', APPLY, 'counts an inode with two names once, and moves both'],
  ['a mount inside a section', SCAN, '%s is closed and not entered'],
  [
    'a mount that appears between the look and the move',
    APPLY,
    'a mount that appeared inside a planned directory is not dragged along',
  ],
  [
    'a folder on the lower layer of an overlay',
    `${CLI}immovable.test.ts`,
    'loses nothing: every file is at its place or in the trash',
  ],
  ['times in the future, at 0, long ago', LOGS, 'keeps what comes from the future, and says so'],
  ['exactly seven days, and a second more', LOGS, 'removes logs older than the limit, to the nanosecond'],
  [
    'a clock that jumped',
    `${CORE}trash/expired-operations.test.ts`,
    'is never over for what any time says is younger than trash.keep, nor by any clock that is set back',
  ],
  [
    'the day the clocks change, another time zone',
    `${CORE}lib/quantities.test.ts`,
    'is an exact difference where there is no calendar in it',
  ],
  ['folders and files without permissions', APPLY, 'folders without write permission, as an ordinary user'],
  ['files that are immutable or append-only', `${CLI}immovable.test.ts`, 'chattr +%s stays, is named, and the rest goes'],
  ['a mount that is read-only', `${CLI}immovable.test.ts`, 'is one clear refusal, and nothing else'],
  ['3000 and 20,000 levels', APPLY, '3000 levels deep'],
  ['a million entries', `${FAULTS}million.ts`, 'old logs in'],
  ['sparse and empty files', PRUNE, 'gives an empty file no slot: it is a save that has just begun'],
  [
    'a repository inside a section',
    `${CORE}protection/read/external-state.test.ts`,
    'a damaged repository inside another does not make git answer for the other',
  ],
  ['a link says which one is the latest', PRUNE, 'keeps a link, and what one leads to by any of its names'],
  ['every checkpoint would go', PRUNE, 'each model of each folder that has a complete checkpoint keeps one'],
  ['the newest is cut short', PRUNE, 'keeps the newest settled one beside one that may be half written'],
  ['README, .gitignore and .gitkeep in outputs', CLEAN, 'keeps the skeleton of the section itself only'],
  ['a section that is missing', SCAN, 'a missing section is empty and no problem'],
  ['a section that is a file', SCAN, '%s is a problem, not an empty section'],
  [
    'a filesystem without links, modes and steady inodes',
    `${CORE}trash/write/probe-identity.test.ts`,
    'or not: somebody who exchanges it stands for a filesystem that forgets',
  ],
  ['! a filesystem that ignores case', 'no such filesystem can be made here: vfat is not in this kernel, and exFAT needs FUSE'],
  // D. concurrency
  ['two removals at once', `${FAULTS}together.ts`, 'prune and prune'],
  ['a removal and an undo at once', `${FAULTS}together.ts`, 'prune and undo'],
  ['the holder of the lock is killed', LOCK, 'after kill -9 the next one goes on at once'],
  ['a holder file that is stale, foreign, empty or garbage', LOCK, 'a holder file that was left'],
  ['a lock that somebody else planted', LOCK, 'as a link leads nowhere and is not written through'],
  ['who only reads while another changes', CLI_LOCK, '%j does not care'],
  [
    'a log that a trainer still writes',
    `${CLI}seed-one-liners.test.ts`,
    'outputs prune-logs keeps the open log, and means 7 days when it says 7 days',
  ],
  ['a trainer saves onto a planned name', `${FAULTS}live.ts`, 'rounds of three commands against a trainer'],
  ['a trainer makes files in a planned folder', `${FAULTS}live.ts`, 'rounds of three commands against a trainer'],
  ['a trainer removes a planned file first', APPLY, '%s: %s of a file, when meanwhile'],
  ['somebody works in a planned folder', CLEAN, 'keeps a folder in which a process works, whole'],
  [
    'processes that cannot be seen',
    `${CORE}protection/read/open-files.test.ts`,
    "other users' processes are counted, kernel threads are not",
  ],
  [
    'outputs or a section is renamed meanwhile',
    `${CORE}disk/directory.test.ts`,
    'stays in the directory it opened when that is moved away while in use',
  ],
  ['a section is replaced by another of its name', RACES, 'prune-checkpoints, the section'],
  [
    'the trash is emptied by hand meanwhile',
    `${CLI}trash-by-hand.test.ts`,
    'rm -rf outputs/%s: it moves no more, and says what is lost',
  ],
  ['another program has locked a file', `${CORE}protection/read/open-files.test.ts`, 'who has locked a file'],
  ['! .nfs files, a folder that does not get empty', 'no NFS here; ENOTEMPTY at every rmdir is injected in test/faults/errno.ts'],
  ['SIGINT, SIGTERM, SIGHUP at any point', PROCESS, 'SIGTERM during the work stops it between two changes, with 143'],
  [
    'the terminal is closed, | head -1, a full /dev/full, closed streams',
    PROCESS,
    'a reader that leaves early changes neither the work nor the exit code',
  ],
  ['cron: empty PATH, no terminal, any umask, few descriptors', `${CLI}cron.test.ts`, 'in cron'],
  // E. faults
  ['killed before every system call, and again while recovering', `${FAULTS}crash.ts`, 'killed before'],
  ['every errno at every such call, once and for good', `${FAULTS}errno.ts`, 'EDQUOT'],
  ['! EINTR and EAGAIN', 'Node repeats EINTR itself, and nothing here is opened without blocking that could say EAGAIN'],
  ['a listing fails in the middle', `${FAULTS}errno.ts`, 'getdents64'],
  ['a look at one entry fails', `${FAULTS}errno.ts`, 'statx'],
  [
    'the journal cannot be synced',
    APPLY,
    'makes the journal durable before the first move, and the moves in the order that was proved',
  ],
  ['the journal cannot be closed', `${FAULTS}errno.ts`, 'close: ['],
  ['a folder cannot be synced', `${FAULTS}errno.ts`, 'EINVAL'],
  ['a short write', `${CORE}disk/write/write-file.test.ts`, 'on a full disk nothing half-written is left'],
  [
    'a disk that lies about one sync must be noticed',
    `${FAULTS}power.ts`,
    "with the journal's fsync faked, a cut at the end must be noticed",
  ],
  ['the power is cut at every point', `${FAULTS}power.ts`, 'power cut before'],
  ['the disk is full', `${CLI}full-disk.test.ts`, 'with a reserve, everything works and undo brings it back'],
  ['the disk becomes full after the journal', `${FAULTS}errno.ts`, 'ENOSPC'],
  ['the mount becomes read-only in the middle', `${FAULTS}errno.ts`, 'EROFS'],
  ['no more descriptors', `${FAULTS}errno.ts`, 'EMFILE'],
  ['out of memory', `${CLI}out-of-memory.test.ts`, 'in the middle of moving: the next command says so, and undo brings it back'],
  ['a journal cut or altered at every byte', `${FAULTS}corruption.ts`, 'every byte altered'],
  ['a journal of a newer version', `${CORE}journal/decode-journal.test.ts`, 'says that it is of a newer version'],
  [
    'numbers missing or too many in the trash',
    PURGE,
    'leaves what is not listed, and what is not what was moved, and says so each time',
  ],
  ['undo finds its place taken, gone or exchanged', UNDO, 'leaves it where %s, and does the rest'],
  ['undo twice, after an interruption, after a purge', SCENARIOS, 'undo after a killed undo'],
  ['a purge of what is being undone', `${FAULTS}together.ts`, 'undo and purge'],
  ['a purge is interrupted', SCENARIOS, 'purge after a killed purge'],
  ['a config is written and the power goes', SCENARIOS, "name: 'init'"],
  [
    '.gitignore in every shape',
    `${CORE}init/gitignore-block.test.ts`,
    'keeps every earlier byte and is idempotent, whatever the file holds',
  ],
  [
    '.gitignore that is tracked and changed, or in a worktree',
    `${CLI}commands/init.test.ts`,
    'is not added where git ignores the folder by any means',
  ],
  ['two init at once', CLI_LOCK, 'twice at once makes one whole result'],
  ['a laptop that sleeps in the middle', `${FAULTS}together.ts`, 'stopped in the middle and continued'],
  ['the clock jumps during a run', APPLY, 'pauses about every 50 ms of the clock it is given, and tells how far it is'],
  // F. root and cron
  ['root in a user’s outputs becomes that user', ROOT, 'what the user cannot do, root does not do either'],
  ['root, and a folder that others can write to', ROOT, 'it refuses, and names what is wrong'],
  ['root, and a folder of a third user', `${CORE}guard/root-policy.test.ts`, "describe('root'"],
  ['! root that is told not to become the user', 'there is no --no-drop'],
  ['links, pipes and devices planted for root', ROOT, 'links, hard links, pipes and devices lead nowhere'],
  ['exchanges while root runs', RACES, 'prune-checkpoints, folder of the files'],
  ['a trash that a user made, when root undoes', ROOT, 'a trash that the user made, when outputs are root’s'],
  ['sudo: files belong to the owner, without chown', ROOT, 'nothing is ever chowned or chmodded'],
  [
    'root cannot become the user',
    `${CORE}guard/write/drop-privileges.test.ts`,
    'who is not root cannot, and then nothing may happen',
  ],
  ['root of a user namespace', `${CORE}guard/write/drop-privileges.test.ts`, 'nor root of a namespace that has nobody else'],
  [
    'a container: root, a volume, no helper for the lock',
    `${CLI}cron.test.ts`,
    'without a helper for the lock, as in a bare container',
  ],
  ['! a network share that maps root to nobody', 'no NFS here; EACCES at every call is injected in test/faults/errno.ts'],
  ['every system call of every command', 'test/audit.test.ts', 'changes only what lies below a held directory'],
];

export const MATRIX: readonly Row[] = ENTRIES.map(([text, second, title], index): Row => {
  const [id, scenario] = [index + 1, text.replace(/^! /, '')];
  return title === undefined ? { id, scenario, why: second } : { id, scenario, file: second, title };
});
