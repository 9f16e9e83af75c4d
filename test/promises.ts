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

const of = (document: string, entries: readonly Entry[]): readonly Promised[] =>
  entries.map(([begins, file, title]) => ({ document, begins, file, title }));

export const PROMISES: readonly Promised[] = [...of('docs/threat-model.md', [...KEYS, ...THREATS]), ...of('README.md', WRONG)];
