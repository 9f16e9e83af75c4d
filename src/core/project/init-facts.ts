// Reads what `init` must know before it decides: which folders exist, what the README, .gitignore and config hold, what git ignores.

import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { factsOf } from '../disk/facts.ts';
import { errnoOf } from '../errors.ts';
import { bytesOfText, fsPath, textOfBytes } from '../path-text.ts';
import { type ExistingFile, type InitFacts, insideProject } from '../planning/init.ts';
import type { PathText, Project } from '../types.ts';
import { askGit } from './git.ts';
import { gitTopOf } from './landmarks.ts';
import { usedFiles } from './used-files.ts';

const LARGEST_TEXT = 1 << 20;

export async function initFacts(project: Project, env: Readonly<Record<string, string | undefined>>): Promise<InitFacts> {
  const folders = [project.outputs, `${project.root}/configs`, ...project.sections.map((section) => section.path)];
  const config = project.configFile === null ? ({ state: 'missing' } as const) : existingFile(project.configFile);
  return {
    directories: new Set(folders.filter(isDirectory)),
    readme: existingFile(`${project.outputs}/README.md`),
    gitignore: existingFile(`${project.root}/.gitignore`),
    config,
    block: config.state === 'text' ? await blockIn(config.text) : 'absent',
    notIgnored: await notIgnored(project, env),
    used: await usedFiles(project),
  };
}

/** Whether a top-level key can be appended as text is asked of the parser: a config in flow style (`{a: 1}`) or ended by `...` has no room. */
async function blockIn(text: string): Promise<InitFacts['block']> {
  const { isMap, parseAllDocuments } = await import('yaml');
  const topLevel = (source: string): { has(key: string): boolean } | null => {
    const documents = parseAllDocuments(source);
    const document = 'empty' in documents || documents.length !== 1 ? undefined : documents[0];
    return document?.errors.length === 0 && isMap(document.contents) ? document.contents : null;
  };
  if (topLevel(text)?.has('outputs')) return 'present';
  return topLevel(`${text}\noutputs: {}\n`)?.has('outputs') ? 'absent' : 'no-room';
}

/** Asks about a file inside each folder: `outputs/*` with a `!outputs/README.md` ignores what matters too. */
async function notIgnored(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly PathText[] | null> {
  if (gitTopOf(project.root) === null) return null;
  const folders = insideProject(project);
  const probes = folders.map((folder) => `${folder}/.outputs-probe`);
  const answer = await askGit(project.root, ['check-ignore', '--no-index', '-z', '--stdin'], {
    env,
    input: bytesOfText(`${probes.join('\0')}\0`),
    answers: [0, 1],
    about: 'what it ignores',
  });
  const ignored = new Set(textOfBytes(answer).split('\0'));
  return folders.filter((folder) => !ignored.has(`${folder}/.outputs-probe`));
}

function isDirectory(path: PathText): boolean {
  return lstatSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Never follows a link, never waits on a FIFO. */
function existingFile(path: PathText): ExistingFile {
  let descriptor: number;
  try {
    descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return { state: 'missing' };
    if (code === 'ELOOP') return { state: 'unusable', why: 'it is a symbolic link' };
    if (code === undefined) throw error;
    return { state: 'unusable', why: `it cannot be read (${code})` };
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) return { state: 'unusable', why: 'it is not a regular file' };
    if (stats.size > LARGEST_TEXT) return { state: 'unusable', why: 'it is larger than 1 MiB' };
    const bytes = readFileSync(descriptor);
    if (!isUtf8(bytes)) return { state: 'unusable', why: 'it is not UTF-8' };
    return { state: 'text', text: bytes.toString('utf8'), facts: factsOf(stats) };
  } finally {
    closeSync(descriptor);
  }
}
