// What the documents promise, and the test that holds each: `file` contains `title` word for word. A promise is named by how it begins.

export interface Promised {
  readonly document: string;
  readonly begins: string;
  readonly file: string;
  readonly title: string;
}

type Entry = readonly [begins: string, file: string, title: string];

const CLI = 'test/cli/';
const CORE = 'test/core/';
const HOSTILE = 'test/hostile-checkout.test.ts';

/** Each line of `docs/threat-model.md` that says what is promised against somebody. */
const THREATS: readonly Entry[] = [
  ['Git never reads the configuration', HOSTILE, 'runs no program but git, asked as we ask it, and its own helpers'],
  ['A complaint of git', HOSTILE, 'keeps everything in a folder of which nobody knows what is tracked'],
  ['A section outside the project', `${CLI}outside.test.ts`, '%j refuses, and prints the line to run'],
  [
    'A cache or logs section goes at once',
    `${CLI}config-widens.test.ts`,
    'is asked about, and refused where there is nobody to ask',
  ],
  ['A section is never the project itself', `${CLI}outside.test.ts`, "describe('nothing is changed'"],
  ['`outputs env` sets variables', `${CORE}environment/variable-rule.test.ts`, 'needs trust for %s'],
  ['Caches whose content is executed', `${CLI}commands/env.test.ts`, 'gives what programs run no place that a link leads out of'],
  ['Pickles are read as bytes', `${CORE}formats/pickle.test.ts`, '%s is only named'],
  ['A pattern is matched', `${CORE}patterns/glob.test.ts`, '%j takes twice the steps for twice the name'],
  ['Names are escaped', `${CLI}commands/env.test.ts`, 'shows nothing raw on a terminal'],
  ['`undo` writes only below', `${CORE}apply/restore.test.ts`, 'and not where its folder is outside the project'],
  [
    'A folder in `.trash` that is no operation',
    `${CLI}planted-trash.test.ts`,
    'is neither freed nor renamed by any command, and is named',
  ],
  ['A second trash with the id', `${CLI}forged-journal.test.ts`, 'each journal gives back what lies beside it, and over nothing'],
  ['A journal of another user', `${CLI}planted-trash.test.ts`, 'of another user than its folder is left alone'],
  ["Another user's configuration", `${CLI}whose-config.test.ts`, 'of another group: not even a look, until it is trusted'],
  ["Another user's `.git`", `${CORE}git/read/find-repository.test.ts`, 'is a refusal that names trust'],
  [
    'Objects of another user',
    `${CORE}protection/read/external-state.test.ts`,
    'are refused where %s belongs to somebody else, unless the project is trusted',
  ],
  [
    'Every name is reached through held directories',
    `${CORE}apply/apply-plan.test.ts`,
    'a folder above the item was exchanged with a link',
  ],
  ['Root becomes the owner', HOSTILE, "runs none as root in another user's project"],
  ['Root refuses', `${CLI}as-root.test.ts`, 'it refuses, and names what is wrong'],
  [
    'Every planned file is at its place',
    `${CORE}apply/restore.test.ts`,
    'at the second %s of a removal, undo gives the exact tree',
  ],
  [
    'What cannot be read counts as unknown',
    `${CORE}logs/write/sweep.test.ts`,
    'what may not be looked into or changed stays, and is told',
  ],
  [
    'A trash whose age cannot be believed',
    `${CLI}wrong-clock.test.ts`,
    'in %s stays under the right one, is said to, and comes back',
  ],
  [
    'What a process holds open',
    `${CLI}commands/clean.test.ts`,
    '%s keeps a cache whole of which one file is open, and says by whom',
  ],
];

const WIDENS = `${CLI}config-widens.test.ts`;

/** Each row of "What a project's file may decide". */
const KEYS: readonly Entry[] = [
  ['`root`, `sections.*.path`', `${CLI}outside.test.ts`, "describe('nothing is changed'"],
  ['`paths.cache`, `training.checkpoint_dir`', WIDENS, 'a known key over data'],
  ['`${oc.env:NAME}`', `${CLI}outside.test.ts`, 'home by the environment'],
  ['`sections.*.kind`', WIDENS, 'no key gives a standard section another kind'],
  ['`sections.*.patterns`', WIDENS, 'patterns that match everything'],
  ['`sections.*.keep`, `sections.*.metric`', WIDENS, 'keep, grace, metric and layouts let one of each model stay'],
  ['`naming`', WIDENS, 'naming renames in a folder only, and undo gives the old names back'],
  ['`profile`', WIDENS, 'the profile %s removes nothing that development keeps'],
  ['`pinned`', WIDENS, 'pinned only lets more stay'],
  ['`trash.keep`', WIDENS, 'trash.keep makes nothing expire before 7d, and says that it does not'],
  ['`used_in`', `${CORE}references/read/used-in-files.test.ts`, 'follows no link out of the project'],
  ['`env.include`', `${CORE}environment/variable-rule.test.ts`, 'needs trust for %s'],
  ['`check.skip`', WIDENS, 'check.skip removes nothing'],
  ['`allow`', `${CLI}outside.test.ts`, '%j refuses, and prints the line to run'],
  ['`project_name`', WIDENS, 'project_name is text in a README, whatever it says'],
];

/** Each row of "What can go wrong" in the README. */
const WRONG: readonly Entry[] = [
  ['Ctrl-C, or a `kill`', `${CLI}helpers.test.ts`, 'Ctrl-C stops all of them between two files, and counts what went'],
  ['`kill -9`, a closed terminal', `${CORE}apply/restore.test.ts`, 'at the second %s of a removal, undo gives the exact tree'],
  ['`outputs … \\| head -1`', `${CLI}process.test.ts`, 'a reader that leaves early changes neither the work nor the exit code'],
  ['A file changes, or another takes its name', `${CORE}apply/apply-plan.test.ts`, '%s of a directory, when meanwhile'],
  [
    'A program writes into what lies in the trash',
    `${CORE}apply/restore.test.ts`,
    'puts back what a program wrote to it meanwhile',
  ],
  ['Something new has the old name', `${CLI}commands/undo.test.ts`, 'tells each conflict, does the rest, and ends with 3'],
  ['A folder cannot be read', `${CORE}logs/write/sweep.test.ts`, 'what may not be looked into or changed stays, and is told'],
  ['The journal in the trash is damaged', `${CORE}apply/restore.test.ts`, 'believes no journal that was altered'],
  [
    'Somebody puts files of their own',
    `${CLI}planted-trash.test.ts`,
    'is neither freed nor renamed by any command, and is named',
  ],
  ['An old log or a cache entry', `${CLI}commands/undo.test.ts`, 'says of what is gone for good that it is'],
  ['The clock is wrong', `${CLI}wrong-clock.test.ts`, '%j refuses and writes nothing, however often'],
  ['`--permanent`, `clean --trash`', `${CLI}commands/undo.test.ts`, 'outlives the trash'],
  ['Somebody empties `outputs/.trash`', `${CLI}trash-by-hand.test.ts`, 'it moves no more, and says what is lost'],
];

/** Sentences of the README outside its tables, by a part of each. */
const SENTENCES: readonly Entry[] = [
  [
    'A cache can be made again: `clean --cache` deletes it at once',
    `${CLI}commands/clean.test.ts`,
    'still empties a cache at once',
  ],
  [
    '`prune-logs` deletes old ones at once',
    `${CLI}commands/prune-logs.test.ts`,
    'says what it asks, and asks nothing from an hour on',
  ],
  ['less than `1h` is asked about first', `${CLI}commands/prune-logs.test.ts`, '%j asks where less than an hour is kept'],
  ['The config alone is not believed', `${CLI}config-widens.test.ts`, 'is moved to the trash with --yes, and comes back'],
  ['where nobody can answer, `--yes` is needed', `${CORE}use-cases/run-removal.test.ts`, 'it refuses where %s'],
  [
    'On a terminal, `outputs clean` alone lists the sections',
    `${CLI}commands/clean.test.ts`,
    'offers the sections on a terminal',
  ],
  [
    'never over a tracking server',
    `${CORE}environment/resolve-variables.test.ts`,
    'never exchanges a tracking server, trusted or not',
  ],
  [
    'is never led out of the project by the config',
    `${CLI}commands/env.test.ts`,
    'gives what programs run no place that a link leads out of the project',
  ],
  [
    'the `artifact_location` to create',
    `${CLI}commands/env.test.ts`,
    'prints the line with artifact_location beside the assignments, never among them',
  ],
  [
    'of which one file is in use stays whole',
    `${CORE}caches/known-caches.test.ts`,
    'keeps a Hugging Face repository whole, with its locks, where one of its files is open',
  ],
  [
    '`prune` ages each repository',
    `${CLI}commands/prune.test.ts`,
    'takes an old repository of the hub with its locks, beside one that is used',
  ],
  [
    '`outputs doctor` reads scripts',
    `${CLI}commands/doctor.test.ts`,
    'finds what the project of the first day does, and nothing else',
  ],
  [
    'the `--output-dir` of a program that writes configurations',
    `${CLI}commands/doctor.test.ts`,
    'does not take the folder of a writer of configurations, documents or code for an outputs folder',
  ],
  [
    '**What always stays**: the section folders',
    `${CLI}seed-one-liners.test.ts`,
    'outputs clean --all keeps both, and what Hydra put there',
  ],
  [
    "repositories (git's, bare ones too",
    `${CORE}items/nested-repositories.test.ts`,
    "['a worktree', [{ path: 'a/.git' }], true]",
  ],
  [
    'W&B runs that are not uploaded yet',
    `${CORE}caches/known-caches.test.ts`,
    'keeps what holds a token or a run that W&B does not have, however old',
  ],
  [
    '`prune-checkpoints` also keeps named best',
    `${CLI}seed-one-liners.test.ts`,
    'outputs prune-checkpoints keeps the newest of each model, the best, and what a link points to',
  ],
  [
    'No link is ever followed, no other file system entered',
    `${CLI}as-root.test.ts`,
    'links, hard links, pipes and devices lead nowhere',
  ],
  [
    'where two fit, none is guessed and nothing goes',
    `${CORE}layouts/recognise-checkpoints.test.ts`,
    'is a directory that two layouts see differently',
  ],
  ["Time rules count exactly as restic's do", `${CORE}retention/restic-loop.test.ts`, 'keeps the same for the same reasons'],
  [
    'refused (exit code 4) unless `--allow-empty-group NAME`',
    `${CORE}checkpoints/plan-prune-checkpoints.test.ts`,
    'refuses rules that would leave a group with nothing, unless that group is named',
  ],
  [
    'Pins: `outputs pin FILE` writes one into the config',
    `${CLI}commands/pin.test.ts`,
    'writes one line, and prune-checkpoints keeps what it names',
  ],
  ['decided from less than 64 KB of it', `${CORE}formats/torch.test.ts`, 'of %s reads less than 64 KB'],
  ['`verify --deep` reads everything', `${CLI}commands/verify.test.ts`, 'finds one byte that changed in the middle of a tensor'],
  ['**Budgets.**', `${CLI}budget.test.ts`, 'is met by copies first, then by the oldest, and by no more than needed'],
  [
    'if it does not suffice nothing is done',
    `${CLI}budget.test.ts`,
    'gives up neither the newest nor the best nor what is pinned, and does nothing where that does not suffice',
  ],
  ['What is freed counts as `du` counts', `${CLI}budget.test.ts`, 'counts as du does'],
  [
    'After every plan stands what you can still do',
    `test/render/blocks/run-abilities.test.ts`,
    'marks what a plan takes away, but for averaging',
  ],
  [
    '`--simulate` shows what your rules would have left',
    `${CORE}retention/simulate-pruning.test.ts`,
    'what each save would have left',
  ],
  [
    '`outputs prune` carries out every policy',
    `${CLI}commands/prune.test.ts`,
    'removes what every rule removes, as one operation',
  ],
  ['what would get a name that something else has', `${CORE}conventions/plan-fix.test.ts`, 'nor a name that is taken'],
  [
    '`outputs undo` gives the old names back',
    `${CLI}commands/check-fix.test.ts`,
    'renames, has what names it say so, finds nothing afterwards, and undo gives back the exact tree',
  ],
  ['the key itself is never shown', `${CLI}commands/check.test.ts`, 'tells of keys, and never the key'],
  [
    'Nothing is overwritten, a card that is there stays yours',
    `${CLI}commands/promote.test.ts`,
    'never overwrites: neither a model, nor metadata, nor a card',
  ],
  [
    'moves what was made to the trash if nobody has changed it',
    `${CLI}commands/promote.test.ts`,
    'leaves a model that somebody changed, with what describes it, and a card that somebody wrote',
  ],
  [
    '`outputs compare` puts the numbers',
    `${CLI}commands/compare.test.ts`,
    'puts all models side by side, and marks the best of what has a direction',
  ],
  [
    'into the folder that the section of that name has now',
    `${CLI}commands/undo.test.ts`,
    'puts everything back into a section that init made anew, %s',
  ],
  [
    'and in a copy of the project',
    `${CLI}commands/undo.test.ts`,
    'in a copy, and in a copy of which a section had a trash of its own',
  ],
  [
    'could not bring back by then it names first',
    `${CORE}use-cases/expire-trash.test.ts`,
    'is said for `trash.keep` once more before it goes, and stays as long when it could come back meanwhile',
  ],
  [
    'What a wrong clock dates (1970, 2099',
    `${CLI}wrong-clock.test.ts`,
    'in %s stays under the right one, is said to, and comes back',
  ],
  [
    'they refuse (exit code 4) by a clock before 2025',
    `${CLI}wrong-clock.test.ts`,
    '%j refuses and writes nothing, however often',
  ],
  [
    '`outputs undo` again is about the operation before',
    `${CLI}commands/redo.test.ts`,
    'walk back over every kind of operation, and forward again',
  ],
  [
    'What has changed since, or is protected now, stays and is named',
    `${CLI}commands/redo.test.ts`,
    'what changed, or is protected now, stays and is named',
  ],
  [
    'Whatever else is done ends what can be done again',
    `${CLI}commands/redo.test.ts`,
    'something new ends what can be done again',
  ],
  [
    '`--yes` is no answer to that',
    `${CLI}commands/undo.test.ts`,
    'says what it was and how to undo the operation before it, and --yes is no answer to that',
  ],
  ['Freeing goes by the list', `${CORE}use-cases/expire-trash.test.ts`, 'leaves and names what nobody listed (exit 3)'],
  ['A reserve of 4 MiB', `${CLI}full-disk.test.ts`, 'on a small disk the reserve is made again, as often as it is used'],
  ['A section on a file system of its own', `${CLI}other-mount.test.ts`, 'is pruned, undone, listed and purged like any other'],
  [
    'Your crontab keeps every other byte',
    `${CLI}commands/schedule.test.ts`,
    'keeps foreign lines to the byte, holds one block, and is as before when it goes',
  ],
  [
    'Where `systemctl --user` does not answer',
    `${CLI}commands/schedule.test.ts`,
    'that does not answer: the files are there, what is left to run is said, and it is no success',
  ],
  ['`apply` removes exactly the objects', `${CLI}commands/apply.test.ts`, 'carries out exactly the plan, under its id'],
  [
    'A plan that was altered or cut short',
    `${CLI}commands/apply.test.ts`,
    'refuses a plan that was cut short, altered or is from a newer version, at every byte',
  ],
  [
    'A path outside the project is only read until you',
    `${CLI}outside.test.ts`,
    'is obeyed and silent once the user says so, or for one run',
  ],
  ['A configuration nests at most 100 deep', `${CORE}config/read/yaml-source.test.ts`, 'reads 99 levels, and refuses 102'],
  ['A second one ends with exit code 5', `${CLI}lock.test.ts`, '%j ends with 5 and changes nothing'],
  ['Nobody holds the lock while a question stands', `${CLI}lock.test.ts`, 'and while the question stands the lock is free'],
  [
    'every command becomes that user before it reads the config',
    `${CLI}whose-config.test.ts`,
    "root in another user's project opens and runs nothing before it is that user",
  ],
  ['It never changes modes or owners', `${CLI}as-root.test.ts`, 'nothing is ever chowned or chmodded'],
  ["then the trash is the group's, too", `${CLI}shared-project.test.ts`, 'is used by both with umask %s, where it is %s'],
];

const of = (document: string, entries: readonly Entry[]): readonly Promised[] =>
  entries.map(([begins, file, title]) => ({ document, begins, file, title }));

/** Each is in the README, word for word but for line breaks. */
export const README_SENTENCES: readonly Promised[] = of('README.md', SENTENCES);

export const PROMISES: readonly Promised[] = [...of('docs/threat-model.md', [...KEYS, ...THREATS]), ...of('README.md', WRONG)];
