// Decides what of all that is said about where things are written differs from the configuration, and what to do about it.
// Silent where it cannot know: a path of another machine, one that is put together at run time, a name that means something else.

import { KNOWN_VARIABLES } from '../environment/known-variables.ts';
import { escapeText } from '../lib/escape.ts';
import { folderOf as folderAbove, isIn, nameOf, pathIn } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import { type Project, SECTION_KINDS, type Section } from '../types/project.ts';
import type { DoctorFinding } from '../types/reports.ts';
import { configSays, isWhereItBelongs, kindOfPath, sectionFor, shownPath } from './expected-place.ts';
import { isAboutOthers, isWriterOfOthers } from './parse/subject.ts';
import type { PathSetting } from './path-setting.ts';
import { settingNameOf, usualFolder } from './setting-names.ts';

/** One file, and what it says. */
export interface Said {
  /** Absolute. */
  readonly file: PathText;
  readonly sayings: readonly PathSetting[];
  /** It is handed a configuration, or names ours. */
  readonly knowsConfig: boolean;
  /** The keys of ours that it looks up. */
  readonly looksUp: (key: string) => boolean;
  readonly language: 'shell' | 'python' | 'data';
}

/** `told`: variables that the environment or the project itself gives a value; a tool that reads one of them has no default left. */
export function checkSettings(project: Project, said: readonly Said[], told: ReadonlySet<string>): readonly DoctorFinding[] {
  const defaults = new Set<string>();
  return said.flatMap((file) =>
    file.sayings.flatMap((saying) => {
      if (saying.by === 'default') {
        // Said once: a project starts its tracker in twenty places.
        if (told.has(usualFolder(saying.value)?.variable ?? '') || defaults.has(saying.value)) return [];
        defaults.add(saying.value);
      }
      return judge(project, file, saying) ?? [];
    }),
  );
}

function judge(project: Project, file: Said, saying: PathSetting): DoctorFinding | null {
  const path = folderOf(saying.value, project.root);
  if (path === null) return null;
  const place = { file: file.file, line: saying.line, column: saying.column };
  const role = saying.name === null ? null : settingNameOf(saying.name);
  if (saying.name === null) return judgeUnnamed(project, file, saying, path, place);
  if (role === null) return null;
  const says = `${escapeText(saying.name)} is ${shown(saying.value)}`;
  if (role.is === 'variable') return judgeVariable(project, saying.name, says, path, place);
  const kind = role.is === 'kind' ? role.kind : kindOfPath(path);
  const section = sectionFor(project, kind);
  if (isWhereItBelongs(project, path, role.is === 'kind' ? role.kind : null))
    return judgeIgnored(project, file, says, path, place);
  if (role.is === 'any' && isNoOutput(project, file, saying, path)) return null;
  return {
    code: isIn(path, project.outputs) ? 'drift' : 'outside',
    place,
    path,
    says,
    config: configSays(project, section),
    fix: fixFor(file, section, project),
  };
}

/** An `output_dir` is that of a program that writes configurations, documents, code or data: its name says so, or the place. */
function isNoOutput(project: Project, { file, language }: Said, { program }: PathSetting, path: PathText): boolean {
  const isOthers = program !== undefined ? isAboutOthers(program) : language !== 'data' && isWriterOfOthers(nameOf(file));
  const isOfConfig = project.configFile !== null && path === folderAbove(project.configFile) && path !== project.root;
  return isOfConfig || NO_OUTPUT.test(firstName(project, path)) || isOthers;
}

const NO_OUTPUT =
  /^(?:.*data.*|src|docs?|build|_build|dist|assets|static|public|te?mp|tests?|models?|conf(?:ig)?s?|cfgs?|schemas?|protos?|gen(?:erated)?|include|libs?|bin|scripts?|_?site|html|htmlcov|coverage|target|vendor|third_party|examples?|notebooks?|templates?|locales?|stubs|typings|wheels?|node_modules)$/;

/** A folder that is made, or written to, or a tool's own default. */
function judgeUnnamed(
  project: Project,
  file: Said,
  saying: PathSetting,
  path: PathText,
  place: DoctorFinding['place'],
): DoctorFinding | null {
  const first = firstName(project, path);
  const usual = usualFolder(first);
  const inOutputs = isIn(path, project.outputs);
  if (!inOutputs && usual !== null && !isWhereItBelongs(project, path, null)) {
    const section = sectionFor(project, usual.kind);
    const variable = usual.variable;
    const says = saying.by === 'default' ? `what it starts writes to ./${escapeText(first)}` : deedOf(saying);
    const fix =
      variable === undefined || saying.by !== 'default'
        ? fixFor(file, section, project)
        : `eval "$(outputs env)" before it, which sets ${variable}`;
    return { code: 'outside', place, path, says, config: configSays(project, section), fix };
  }
  // `mkdir -p outputs/logs`, where the logs are somewhere else.
  const kind = inOutputs
    ? SECTION_KINDS.find((each) => each === path.slice(project.outputs.length + 1).split('/')[0])
    : undefined;
  if (kind === undefined || isWhereItBelongs(project, path, null, 'sections')) return null;
  const section = sectionFor(project, kind);
  return {
    code: 'drift',
    place,
    path,
    says: deedOf(saying),
    config: configSays(project, section),
    fix: fixFor(file, section, project),
  };
}

function deedOf({ by, value }: PathSetting): string {
  return `${by === 'upload' ? 'uploads' : 'writes to'} ${shown(value)}`;
}

/** A script that has the configuration at hand, and a copy of what it says there: whoever changes the one believes the other. */
function judgeIgnored(
  project: Project,
  file: Said,
  says: string,
  path: PathText,
  place: DoctorFinding['place'],
): DoctorFinding | null {
  if (!file.knowsConfig || file.language === 'data') return null;
  const section = project.sections.find((each) => each.path === path && each.origin.from !== 'default');
  if (section === undefined || section.origin.from === 'default') return null;
  const key = section.origin.key;
  if (keysOf(key, section.name).some(file.looksUp)) return null;
  return {
    code: 'ignored',
    place,
    path,
    says: `${says}, a copy of what the configuration says: ${escapeText(key)} is never looked up here`,
    config: configSays(project, section),
    fix: fixFor(file, section, project),
  };
}

/** By which a program would look it up. Our own block may itself take it from another key, which is called as such keys are. */
function keysOf(key: string, section: string): readonly string[] {
  if (!key.startsWith('outputs.')) return [key.slice(key.lastIndexOf('.') + 1)];
  return [section, `${section}_dir`, `${section.replace(/s$/, '')}_dir`, 'sections'];
}

/** Only what the program can know to be wrong: relative ones follow each process, and a token does not belong into outputs. */
function judgeVariable(
  project: Project,
  name: string,
  says: string,
  path: PathText,
  place: DoctorFinding['place'],
): DoctorFinding | null {
  const inside = isWhereItBelongs(project, path, null);
  if (name === 'HF_HOME') {
    const config = 'HF_HOME holds your Hugging Face token, which is no output';
    return {
      code: 'variable',
      place,
      path,
      says,
      config,
      fix: 'leave HF_HOME alone and set HF_HUB_CACHE and HF_DATASETS_CACHE: outputs env',
    };
  }
  if (inside || (project.env?.exclude ?? []).includes(name)) return null;
  const kind = KNOWN_VARIABLES.find((each) => each.name === name)?.kind ?? 'cache';
  const fix = `eval "$(outputs env)" sets it; if it is meant so: exclude: [${name}] under outputs.env`;
  return { code: 'variable', place, path, says, config: configSays(project, sectionFor(project, kind)), fix };
}

/** Absolute; null for what only another machine, or the running program, knows. */
function folderOf(value: PathText, root: PathText): PathText | null {
  if (/^[a-z][a-z0-9+.-]*:\/|^[~$%{<]|[\n\r\0*?|"'\\]|(?:^|\/)\.\.(?:\/|$)/i.test(value)) return null;
  const bare = value
    .replace(/^(?:\.\/+)+/, '')
    .replace(/(?<!\/)\/+$/, '')
    .replaceAll(/\/{2,}/g, '/');
  if (bare === '' || bare === '.' || /^(?:none|null|auto|default|true|false)$/i.test(bare)) return null;
  if (!bare.startsWith('/')) return pathIn(root, bare);
  return isIn(bare, root) && bare !== root ? bare : null;
}

function firstName(project: Project, path: PathText): string {
  return path.slice(project.root.length + 1).split('/')[0] ?? '';
}

function fixFor({ language }: Said, section: Section | null, project: Project): string {
  const name = section?.name ?? 'root';
  if (language === 'shell') return `take it from: $(outputs paths ${name})`;
  if (language === 'data') return `write ${shownPath(section?.path ?? project.outputs, project)}, or leave it out`;
  const key = section === null || section.origin.from === 'default' ? null : section.origin.key;
  const variable = `OUTPUTS_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return key === null
    ? `take it from os.environ["${variable}"] (outputs paths --shell sh)`
    : `take it from the configuration: ${escapeText(key)}`;
}

function shown(value: PathText): string {
  return `"${escapeText(value.slice(0, 80))}"`;
}
