// Carries out what a person trusts: their own configuration is read, edited as text and replaced, or made. No project is read for it.

import { basename, dirname } from 'node:path/posix';
import { becomeOwnerUnread } from '../config/read/as-owner.ts';
import { findProject, type ProjectRequest } from '../config/read/find-project.ts';
import { readUserConfig, whyNotBelievedAt } from '../config/read/read-trust.ts';
import { realPathOf } from '../disk/real-path.ts';
import { protectedDirectories, protectedDirectoryAt } from '../guard/read/protected-directories.ts';
import { refusal, usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { isPlainText } from '../lib/path-text.ts';
import { isIn } from '../lib/paths.ts';
import { existingFile } from '../scan/read-existing-file.ts';
import { OWN_CONFIG_FOLDER_HINT } from '../trust/user-config-path.ts';
import { trustIn, withChanges } from '../trust/user-trust.ts';
import type { PathText } from '../types/primitives.ts';
import type { TrustChange, TrustReport } from '../types/reports.ts';
import type { Host } from './host.ts';

export async function listTrust({ request }: Host): Promise<TrustReport> {
  const root = rootAsOwner(request);
  const file = userFile(request.userConfig);
  const { projects: trusted, warnings } = await readUserConfig(root, request);
  return { report: 'trust', did: 'list', dryRun: false, file, root, changes: [], trusted, outcome: null, warnings };
}

interface Wanted {
  readonly did: 'add' | 'remove';
  /** Absolute, as typed. None: the project itself; to remove, all of it. */
  readonly places: readonly PathText[];
  readonly dryRun: boolean;
}

/** Throws a refusal for a place that no project may have, and where the user's own file cannot be believed or edited. */
export async function writeTrust({ did, places, dryRun }: Wanted, host: Host): Promise<TrustReport> {
  const { request, context, now } = host;
  const root = rootAsOwner(request);
  const file = userFile(request.userConfig);
  const { projects, warnings } = await readUserConfig(root, request);
  const [disbelieved] = warnings;
  if (disbelieved !== undefined) throw refusal(disbelieved.text, 'nothing was written');
  const why = did === 'add' ? whyNotBelievedAt(realPlace(file), request) : null;
  if (why !== null) throw refusal(`${escapeText(file)} would not count: ${why}`, 'nothing was written');
  const before = trustIn(projects, root);
  const meant = places.map((place) => realPlace(place));
  if (did === 'add') for (const place of meant) refuseUseless(place, root, host);
  const changes: readonly TrustChange[] = [
    ...(places.length > 0 ? [] : [{ what: 'project', path: root, already: before.project === (did === 'add') } as const]),
    ...(did === 'remove' && places.length === 0 ? before.paths : meant).map(
      (path): TrustChange => ({ what: 'path', path, already: before.paths.includes(path) === (did === 'add') }),
    ),
  ];
  const trusted = withChanges(projects, root, { did, changes });
  const report: TrustReport = { report: 'trust', did, dryRun, file, root, changes, trusted, outcome: null, warnings: [] };
  if (changes.every(({ already }) => already)) return report;
  const { path, current, text } = await editedText(file, root, trusted);
  if (dryRun) return report;
  const { changeFile } = await import('../disk/write/change-file.ts');
  const unique = context.newId(now);
  const outcome =
    current === null
      ? changeFile({ do: 'create', path, text, access: 'ours' }, unique)
      : changeFile({ do: 'replace', path, text, before: current }, unique);
  return { ...report, outcome };
}

/** Without a word of the project's own configuration: it may be what is to be trusted. */
function rootAsOwner(request: ProjectRequest): PathText {
  const location = findProject(request);
  becomeOwnerUnread(location, request);
  return location.root;
}

function userFile(file: PathText | null | undefined): PathText {
  if (file !== undefined && file !== null) return file;
  throw refusal(
    'this user has no home folder, so there is no place for what they trust',
    `${OWN_CONFIG_FOLDER_HINT}; a place outside the project can also be named in each run: --trust PATH`,
  );
}

/** What lies there, links followed as far as there is something: a link could be turned later. */
function realPlace(path: PathText): PathText {
  if (!isPlainText(path)) throw usageError(`${escapeText(path)} is not UTF-8, so it cannot be written into a config`);
  const real = realPathOf(path);
  if (real !== null || path === '/') return real ?? path;
  const above = realPlace(dirname(path));
  return `${above === '/' ? '' : above}/${basename(path)}`;
}

function refuseUseless(place: PathText, root: PathText, { request }: Host): void {
  if (isIn(place, root)) throw usageError(`${escapeText(place)} lies in the project, so it needs no trust`);
  const landmark = protectedDirectoryAt(place, protectedDirectories(root, request));
  if (landmark !== undefined)
    throw refusal(`${escapeText(place)} is ${landmark.what}`, 'name the folders themselves that belong to this project');
}

async function editedText(file: PathText, root: PathText, trusted: TrustReport['trusted']) {
  const path = realPlace(file);
  const existing = existingFile(path);
  const why = existing.state === 'unusable' ? existing.why : existing.state === 'text' ? existing.fixed : null;
  if (existing.state === 'unusable' || why !== null)
    throw refusal(
      `${escapeText(file)} cannot be changed: ${why}`,
      existing.state === 'unusable'
        ? `nothing was written; to keep it elsewhere: ${OWN_CONFIG_FOLDER_HINT}`
        : 'nothing was written',
    );
  const { withTrust } = await import('../config/read/edit-trust.ts');
  const edited = withTrust(existing.state === 'text' ? existing.text : '', root, trusted);
  if (!edited.ok)
    throw refusal(`${escapeText(file)} ${edited.why}`, 'write it there by hand; outputs trust --list shows what is understood');
  return { path, current: existing.state === 'text' ? existing.facts : null, text: edited.value };
}
