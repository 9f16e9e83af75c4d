// Decides what `init` makes: section folders, outputs/README.md, the ignore rule, a config where there is none.
// Nothing that exists is changed, but for a README that we generated and an ignore block that is ours.

import { configBlock } from '../policy/config-block.ts';
import { ignoreRule, ignoresPlainly, withIgnoreBlock } from '../policy/ignore-block.ts';
import { type Language, outputsReadme, readmeOwner } from '../policy/outputs-readme.ts';
import type { Action, Facts, PathText, Plan, Project, Warning } from '../types.ts';
import { planOf } from './plan.ts';

/** An existing file `init` may have to add to: its text, or why it must be left alone. */
export type ExistingFile =
  | { readonly state: 'missing' }
  | { readonly state: 'text'; readonly text: string; readonly facts: Facts }
  | { readonly state: 'unusable'; readonly why: string };

/** What `init` must know of the disk before it decides; `project/init-facts.ts` reads it. */
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
  const steps = [planConfig(input), planDirectories(input), planReadme(input), planIgnoreRule(input)];
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

/** Empty folders: Accelerate, NeMo and Flax read every entry of `checkpoints/` as a checkpoint, a `.gitkeep` too. */
function planDirectories({ project, facts }: InitInput): Step {
  const wanted = [project.outputs, ...project.sections.filter((section) => section.active).map((section) => section.path)];
  return doing(...wanted.filter((path) => !facts.directories.has(path)).map((path): Action => ({ do: 'make-directory', path })));
}

function planReadme({ project, facts, language }: InitInput): Step {
  const readmeIn = (asked: Language): string => outputsReadme({ ...project, usedIn: facts.used.files }, asked);
  const path = `${project.outputs}/README.md`;
  switch (facts.readme.state) {
    case 'missing':
      return doing({ do: 'create-file', path, text: readmeIn(language ?? 'en') });
    case 'unusable':
      return warning(`README.md in the outputs directory is left alone: ${facts.readme.why}`);
    case 'text': {
      const owner = readmeOwner(facts.readme.text);
      if (owner.owner === 'theirs') return NOTHING;
      const text = readmeIn(language ?? owner.language);
      return text === facts.readme.text ? NOTHING : doing({ do: 'replace-file', path, before: facts.readme.facts, text });
    }
  }
}

function planIgnoreRule({ project, facts }: InitInput): Step {
  const path = `${project.root}/.gitignore`;
  const { gitignore } = facts;
  if (gitignore.state === 'unusable') {
    return facts.notIgnored?.length === 0 ? NOTHING : warning(`.gitignore is left alone: ${gitignore.why}`);
  }
  const text = gitignore.state === 'text' ? gitignore.text : '';
  const missing = facts.notIgnored ?? insideProject(project).filter((folder) => !ignoresPlainly(text, folder));
  if (missing.length === 0) return NOTHING;
  const renewed = withIgnoreBlock(text, insideProject(project).map(ignoreRule));
  if (renewed === text) return warning('the ignore rule in .gitignore is undone by a later line: outputs are not ignored by git');
  if (gitignore.state === 'missing') return doing({ do: 'create-file', path, text: renewed });
  return doing({ do: 'replace-file', path, before: gitignore.facts, text: renewed });
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
      const { text: before, facts: identity } = facts.config;
      return doing({
        do: 'replace-file',
        path: project.configFile,
        before: identity,
        text: before + configBlock(project, before),
      });
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
