// Decides what `init` makes: section folders, outputs/README.md, the ignore rule, a config where there is none.
// Nothing that exists is changed, but for a README that we generated and an ignore block that is ours.

import type { ExistingFile } from '../items/existing-file.ts';
import { type Language, readmeOwner } from '../items/readme-owner.ts';
import { planOf } from '../plans/assemble-plan.ts';
import type { Action, Plan } from '../types/plan.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import { configBlock } from './default-config-block.ts';
import { ignoreRule, ignoresPlainly, withIgnoreBlock } from './gitignore-block.ts';
import { type GitState, outputsReadme } from './outputs-readme.ts';

/** What `init` must know of the disk before it decides; `init/read/init-facts.ts` reads it. */
export interface InitFacts {
  /** Absolute paths of directories that exist already. */
  readonly directories: ReadonlySet<PathText>;
  readonly readme: ExistingFile;
  readonly gitignore: ExistingFile;
  readonly config: ExistingFile;
  /** Whether the config has an `outputs:` block, or could take one at its end. */
  readonly block: 'present' | 'absent' | 'no-room';
  /** Paths relative to the project that git does not ignore yet; null where there is no git to ask. */
  readonly notIgnored: readonly PathText[] | null;
  /** Files that `used_in` names, relative to the project, and what was wrong with the patterns. */
  readonly used: { readonly files: readonly PathText[]; readonly warnings: readonly Warning[] };
}

export interface InitInput {
  readonly project: Project;
  readonly facts: InitFacts;
  readonly now: bigint;
  /** The language asked for; otherwise the one the README has, or English. */
  readonly language: Language | null;
  readonly writeConfig: boolean;
  /** The commented template for a project without a config. */
  readonly template: string;
}

export function planInit(input: InitInput): Plan {
  const { project } = input;
  const ignoring = planIgnoreRule(input);
  const steps = [planConfig(input), planDirectories(input), planReadme(input, ignoring.git), ignoring];
  return planOf({
    command: 'init',
    madeAt: input.now,
    outputs: project.outputs,
    sections: [],
    verdicts: [],
    actions: steps.flatMap((step) => step.actions),
    problems: [],
    warnings: [...project.warnings, ...input.facts.used.warnings, ...steps.flatMap((step) => step.warnings)],
  });
}

interface Step {
  readonly actions: readonly Action[];
  readonly warnings: readonly Warning[];
}

const NOTHING: Step = { actions: [], warnings: [] };
const doing = (...actions: readonly Action[]): Step => ({ actions, warnings: [] });
const warning = (text: string): Step => ({ actions: [], warnings: [{ text }] });

/** Leaves a file alone that would not be the same to others afterwards. `leftAlone` is completed with the reason. */
function replacing(
  path: PathText,
  { facts, fixed }: Extract<ExistingFile, { state: 'text' }>,
  text: string,
  leftAlone: string,
): Step {
  return fixed === null ? doing({ do: 'replace-file', path, before: facts, text }) : warning(`${leftAlone}: ${fixed}`);
}

/** Empty folders: Accelerate, NeMo and Flax read every entry of `checkpoints/` as a checkpoint, a `.gitkeep` too. */
function planDirectories({ project, facts }: InitInput): Step {
  const wanted = [project.outputs, ...project.sections.filter((section) => section.active).map((section) => section.path)];
  return doing(...wanted.filter((path) => !facts.directories.has(path)).map((path): Action => ({ do: 'make-directory', path })));
}

const README_LEFT = 'README.md in the outputs directory is left alone';

function planReadme({ project, facts, language }: InitInput, git: GitState): Step {
  const readmeIn = (asked: Language): string => outputsReadme({ ...project, usedIn: facts.used.files }, asked, git);
  const path = `${project.outputs}/README.md`;
  switch (facts.readme.state) {
    case 'missing':
      return doing({ do: 'create-file', path, text: readmeIn(language ?? 'en') });
    case 'unusable':
      return warning(`${README_LEFT}: ${facts.readme.why}`);
    case 'text': {
      const owner = readmeOwner(facts.readme.text);
      if (owner.owner === 'theirs') return NOTHING;
      const text = readmeIn(language ?? owner.language);
      return text === facts.readme.text ? NOTHING : replacing(path, facts.readme, text, README_LEFT);
    }
  }
}

interface IgnoreStep extends Step {
  readonly git: GitState;
}

const IGNORE_LEFT = '.gitignore is left alone';

function planIgnoreRule({ project, facts }: InitInput): IgnoreStep {
  const folders = insideProject(project);
  const { gitignore } = facts;
  const text = gitignore.state === 'text' ? gitignore.text : '';
  const missing = facts.notIgnored ?? folders.filter((folder) => !ignoresPlainly(text, folder));
  /** With what git does with the outputs in the end. */
  const then = (step: Step): IgnoreStep => {
    const outputs = folders.find((folder) => `${project.root}/${folder}` === project.outputs);
    if (outputs === undefined) return { ...step, git: 'outside' };
    return { ...step, git: step.actions.length > 0 || !missing.includes(outputs) ? 'ignored' : 'not-ignored' };
  };
  if (missing.length === 0) return then(NOTHING);
  if (gitignore.state === 'unusable') return then(warning(`${IGNORE_LEFT}: ${gitignore.why}`));
  const path = `${project.root}/.gitignore`;
  const renewed = withIgnoreBlock(text, folders.map(ignoreRule));
  if (gitignore.state === 'missing') return then(doing({ do: 'create-file', path, text: renewed }));
  if (renewed !== text) return then(replacing(path, gitignore, renewed, IGNORE_LEFT));
  return then(warning('the ignore rule in .gitignore is undone by a later line: outputs are not ignored by git'));
}

function planConfig({ project, facts, template, writeConfig }: InitInput): Step {
  if (project.configFile === null) {
    const folder = `${project.root}/configs`;
    return doing(...(facts.directories.has(folder) ? [] : [{ do: 'make-directory', path: folder } as const]), {
      do: 'create-file',
      path: `${folder}/project_config.yaml`,
      text: template,
    });
  }
  if (!writeConfig || facts.block === 'present') return NOTHING;
  if (facts.block === 'no-room')
    return warning('no outputs block was written: nothing can be appended to the config as it is; add `outputs:` by hand');
  switch (facts.config.state) {
    case 'missing':
      return NOTHING;
    case 'unusable':
      return warning(`no outputs block was written: ${facts.config.why}`);
    case 'text': {
      const { text } = facts.config;
      return replacing(project.configFile, facts.config, text + configBlock(project, text), 'no outputs block was written');
    }
  }
}

/** The folders to ignore, relative to the project: the outputs directory, and sections that lie elsewhere in the project. */
export function insideProject(project: Project): readonly PathText[] {
  const folders = [project.outputs, ...project.sections.map((section) => section.path)]
    .filter((path) => path.startsWith(`${project.root}/`))
    .filter((path) => path === project.outputs || !path.startsWith(`${project.outputs}/`))
    .map((path) => path.slice(project.root.length + 1));
  return [...new Set(folders)];
}
