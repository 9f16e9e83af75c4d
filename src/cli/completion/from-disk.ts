// What a project has to offer for a value on the command line: its sections, entries, models, operations and pins. Looks no further than
// at the names of one folder, or of the trash: somebody waits for the TAB key.

import { readdirSync } from 'node:fs';
import { resolve } from 'node:path/posix';
import { loadProject, type ProjectRequest } from '../../core/config/read/load-project.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { fsPath, textOfLatin1 } from '../../core/lib/path-text.ts';
import type { PathText } from '../../core/types/primitives.ts';
import { PROFILES, type Project, type Section, type SectionKind } from '../../core/types/project.ts';
import type { CompletionWord } from './what-is-asked.ts';

/** By the word for a value in the help; by the flag, or with the command in front of an argument, where that says more. */
export const SOURCES: Readonly<Record<string, Source>> = {
  file: 'files',
  path: 'files',
  paths: 'files',
  dir: 'folders',
  profile: 'profiles',
  '--section': 'sections',
  '--trust': 'folders',
  '--model': 'models',
  section: 'sections',
  sections: 'sections',
  'paths section': 'places',
  entries: 'entries',
  entry: 'entries',
  'unpin entries': 'pins',
  'trust paths': 'folders',
  checkpoint: 'checkpoints',
  checkpoints: 'checkpoints',
  group: 'models',
  operation: 'operations',
};

/** `files` and `folders`: the shell knows them best. */
export type Source =
  | 'files'
  | 'folders'
  | 'profiles'
  | 'sections'
  | 'places'
  | 'entries'
  | 'pins'
  | 'checkpoints'
  | 'models'
  | 'operations';

/** Throws what is wrong with the project: the shell then has nothing to offer. */
export async function candidatesFrom(
  source: Exclude<Source, 'files' | 'folders'>,
  typed: PathText,
  request: ProjectRequest,
): Promise<readonly CompletionWord[]> {
  if (source === 'profiles') return PROFILES.map((text) => ({ text, about: '' }));
  const project = await loadProject(request, 'shell');
  const active = project.sections.filter((section) => section.active);
  switch (source) {
    case 'sections':
      return sectionNames(active);
    case 'places':
      return [...sectionNames(active), { text: 'root', about: 'the outputs directory' }];
    case 'entries':
      return entries(typed, project, active, request.cwd);
    case 'checkpoints':
      return entries(typed, project, ofKinds(active, ['checkpoints', 'models']), request.cwd);
    case 'pins':
      return project.pinned.map((text) => ({ text, about: 'pinned' }));
    case 'models':
      return models(ofKinds(active, ['checkpoints', 'models', 'results']));
    case 'operations':
      return operations(project);
    default:
      return source satisfies never;
  }
}

function sectionNames(sections: readonly Section[]): readonly CompletionWord[] {
  return sections.map(({ name, kind }) => ({ text: name, about: name === kind ? '' : kind }));
}

function ofKinds(sections: readonly Section[], kinds: readonly SectionKind[]): readonly Section[] {
  return sections.filter(({ kind }) => kinds.includes(kind));
}

/**
 * What `find-entry.ts` finds: paths from the current folder, the project, the outputs directory and a section, or with a section's name in front.
 * One that could mean two places is none.
 */
function entries(typed: PathText, project: Project, sections: readonly Section[], cwd: PathText): readonly CompletionWord[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const places = [cwd, project.root, project.outputs, ...sections.map(({ path }) => path)].map((base) => resolve(base, folder));
  const byName = sections.filter(({ name }) => folder.startsWith(`${name}/`));
  places.push(...byName.map(({ name, path }) => resolve(path, `.${folder.slice(name.length)}`)));
  const found = new Map<PathText, { readonly absolute: PathText; readonly about: string } | null>();
  for (const place of new Set(places)) {
    for (const { name, absolute, isFolder } of namesAt(place, sections)) {
      const text = `${folder}${name}${isFolder ? '/' : ''}`;
      const other = found.get(text);
      const clashes = other !== undefined && other?.absolute !== absolute && !isFolder;
      if (other === undefined || clashes) found.set(text, clashes ? null : { absolute, about: '' });
    }
  }
  if (folder === '') for (const { name, path, kind } of sections) found.set(`${name}/`, { absolute: path, about: kind });
  return [...found].flatMap(([text, meant]) => (meant === null ? [] : [{ text, about: meant.about }]));
}

interface Name {
  readonly name: PathText;
  readonly absolute: PathText;
  readonly isFolder: boolean;
}

/** All names in a folder of a section; in one above a section only the way to it. */
function namesAt(folder: PathText, sections: readonly Section[]): readonly Name[] {
  const below = folder === '/' ? '/' : `${folder}/`;
  if (sections.some(({ path }) => path === folder || folder.startsWith(`${path}/`))) {
    return namesIn(folder).map(({ name, isFolder }) => ({ name, absolute: below + name, isFolder }));
  }
  const ways = sections
    .filter(({ path }) => path.startsWith(below))
    .map(({ path }) => path.slice(below.length).split('/')[0] ?? '');
  return [...new Set(ways)].map((name) => ({ name, absolute: below + name, isFolder: true }));
}

/** Nothing where it cannot be read. What is hidden is of other programs. */
function namesIn(folder: PathText): readonly { readonly name: PathText; readonly isFolder: boolean }[] {
  try {
    return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'latin1' as 'utf8' })
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => ({ name: textOfLatin1(entry.name), isFolder: entry.isDirectory() }));
  } catch {
    return [];
  }
}

/** Those that the names in the sections' own folders say by the sections' naming. */
async function models(sections: readonly Section[]): Promise<readonly CompletionWord[]> {
  const { modelReader } = await import('./model-names.ts');
  const found = new Set<string>();
  for (const { path, naming } of sections) {
    const modelOf = modelReader(naming);
    for (const { name, isFolder } of namesIn(path)) {
      const model = isFolder ? null : modelOf(name);
      if (model !== null) found.add(model);
    }
  }
  return [...found].map((text) => ({ text, about: '' }));
}

/** Newest first. */
async function operations(project: Project): Promise<readonly CompletionWord[]> {
  const { allHistory, allOperations } = await import('../../core/trash/read/read-all-trashes.ts');
  const { historyOf } = await import('../../core/trash/operation-history.ts');
  return historyOf(allHistory(project), allOperations(project), project.trashKeep)
    .filter(({ undoableUntil }) => undoableUntil !== null)
    .map(({ id, command, entries: count }) => ({
      text: id,
      about: `${escapeText(command ?? 'unknown')}${count === null ? '' : `, ${count} ${count === 1 ? 'entry' : 'entries'}`}`,
    }));
}
