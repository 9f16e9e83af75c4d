// Reads what `init` must know before it decides: which folders exist, what the README, .gitignore and config hold, what git ignores.

import { lstatSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { askGit, type GitMeans, ownExcludes, RULES_UNREAD } from '../../git/read/ask-git.ts';
import { openRepository } from '../../git/read/git-repository.ts';
import { askerFor, repositoryFor } from '../../git/read/tracked-files.ts';
import { bytesOfText, fsPath, textOfBytes } from '../../lib/path-text.ts';
import { pathIn } from '../../lib/paths.ts';
import { usedFiles } from '../../references/read/used-in-files.ts';
import { existingFile } from '../../scan/read-existing-file.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { configBlock } from '../default-config-block.ts';
import { type InitFacts, insideProject } from '../plan-init.ts';

export async function initFacts(project: Project, means: GitMeans): Promise<InitFacts> {
  const folders = [project.outputs, `${project.root}/configs`, ...project.sections.map((section) => section.path)];
  const config = project.configFile === null ? ({ state: 'missing' } as const) : existingFile(project.configFile);
  return {
    directories: new Set(folders.filter(isDirectory)),
    readme: existingFile(`${project.outputs}/README.md`),
    gitignore: existingFile(`${project.root}/.gitignore`),
    config,
    block: config.state === 'text' ? await blockIn(project, config.text) : 'absent',
    notIgnored: await notIgnored(project, means),
    used: await usedFiles(project),
  };
}

/**
 * Whether the block can be appended as text is asked of the parser, with that very text: a config in flow style (`{a: 1}`) or ended by
 * `...` has no room, and other tools must find every value as it was: what is appended to a block scalar can become part of it.
 */
async function blockIn(project: Project, text: string): Promise<InitFacts['block']> {
  const { isMap, parseAllDocuments, visit } = await import('yaml');
  const documentOf = (source: string) => {
    const documents = parseAllDocuments(source);
    const document = 'empty' in documents || documents.length !== 1 ? undefined : documents[0];
    return document?.errors.length === 0 && isMap(document.contents) ? document : null;
  };
  const valuesOf = (source: string): ReadonlyMap<unknown, unknown> => documentOf(source)?.toJS({ mapAsMap: true }) ?? new Map();
  const before = valuesOf(text);
  if (before.has('outputs')) return 'present';
  const after = valuesOf(text + configBlock(project, text));
  const others = new Map([...after].filter(([key]) => key !== 'outputs'));
  if (!after.has('outputs') || !isDeepStrictEqual(others, before)) return 'no-room';
  // PyYAML takes a block scalar without its last newline where the file has none, and would find one after the block is appended.
  const document = text.endsWith('\n') ? null : documentOf(text);
  let isBlockScalarLast = false;
  if (document !== null) {
    visit(document, {
      Scalar: (_, { type, range }) => {
        if (type?.startsWith('BLOCK_') && range?.[1] === text.length) isBlockScalarLast = true;
      },
    });
  }
  return isBlockScalarLast ? 'no-room' : 'absent';
}

/**
 * Asks about a file inside each folder: `outputs/*` with a `!outputs/README.md` ignores what matters too. By the rules of the repository
 * alone (`.gitignore`, `info/exclude`), which hold for everybody who works on it.
 */
async function notIgnored(project: Project, means: GitMeans): Promise<readonly PathText[] | null> {
  const about = 'what it ignores';
  const asker = askerFor(project, means);
  const top = repositoryFor(project.root, asker, about);
  if (top === null) return null;
  const folders = insideProject(project);
  if (folders.length === 0) return [];
  const start = project.root === top ? '' : `${project.root.slice(pathIn(top, '').length)}/`;
  const probeIn = (folder: PathText): PathText => `${start}${folder}/.outputs-probe`;
  const repository = openRepository(top, asker, about);
  const answer = await askGit(repository, [...ownExcludes(repository), 'check-ignore', '--no-index', '-z', '--stdin'], means, {
    input: bytesOfText(`${folders.map(probeIn).join('\0')}\0`),
    answers: [0, 1],
    harmless: RULES_UNREAD,
    about,
  });
  const ignored = new Set(textOfBytes(answer).split('\0'));
  return folders.filter((folder) => !ignored.has(probeIn(folder)));
}

function isDirectory(path: PathText): boolean {
  return lstatSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
