// Stands up for what a project's files say: as root it becomes their owner first, and then asks whether they speak to this user.

import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { attempt } from '../../disk/directory.ts';
import { componentAt, overflowUid, privilegeFacts, privilegeFactsUnread } from '../../guard/read/privilege-facts.ts';
import { decidePrivilege, type PrivilegeFacts } from '../../guard/root-policy.ts';
import { type OutputsError, refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import { trustCommand } from '../../trust/outside-places.ts';
import { type Owned, type SpeakerFacts, whoSpeaks } from '../../trust/speaker.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { ProjectLocation, ProjectRequest } from './find-project.ts';

const ROOT = 0;
const PROC = '/proc';

/** Before a byte of the project is read. Throws a refusal where somebody could lead root elsewhere. */
export function becomeOwnerUnread(location: ProjectLocation, request: ProjectRequest): void {
  if (request.uid !== ROOT) return;
  become(privilegeFactsUnread(location, ROOT, request.proc ?? PROC), request);
  if (attempt(() => statSync(fsPath(location.root))).ok) return;
  throw refusal(
    `as root: ${escapeText(location.root)} belongs to user ${request.uid}, who cannot reach it`,
    'let that user pass through the folders above it, or move the project to where they can',
  );
}

/** The project is root's own, and only its outputs may be another user's. */
export function becomeOwner(project: Omit<Project, 'warnings'>, request: ProjectRequest): void {
  if (request.uid === ROOT) become(privilegeFacts(project, ROOT, request.proc ?? PROC), request);
}

function become(facts: PrivilegeFacts, { becomeUser }: ProjectRequest): void {
  const decision = decidePrivilege(facts);
  switch (decision.as) {
    case 'nobody':
      throw refusal(`as root: ${escapeText(decision.path)} ${decision.why}`, decision.hint);
    case 'owner':
      if (becomeUser === undefined) throw refusal(`as root: the project belongs to user ${decision.uid}`, 'run it as that user');
      becomeUser(decision.uid, decision.gid);
      return;
    case 'ourselves':
      return;
    default:
      decision satisfies never;
  }
}

/** What is asked of the configuration's file when it is opened. */
export function believing(
  { root, configFile }: ProjectLocation,
  request: ProjectRequest,
  { trusted, use, doubts = [] }: Pick<SpeakerFacts, 'trusted' | 'use'> & { readonly doubts?: readonly Warning[] },
): (files: readonly Owned[]) => void {
  return (files) => {
    const { uid: euid, groups, proc = PROC } = request;
    const folders = [root, ...(configFile === null ? [] : foldersOf(configFile))].flatMap(componentAt);
    const outsiders = euid === ROOT ? overflowUid(proc) : null;
    const isAllOurs = [...files, ...folders].every(({ uid }) => uid === ROOT || uid === euid);
    const facts = { euid, groups: isAllOurs ? [] : (groups?.() ?? []), overflowUid: outsiders, trusted, use, files, folders };
    const speaker = whoSpeaks(facts);
    if (!speaker.speaks) throw disbelief(speaker, request, doubts);
  };
}

/** As it is named, and where it really lies. */
function foldersOf(file: PathText): readonly PathText[] {
  const real = attempt(() => textOfBytes(realpathSync.native(fsPath(file), { encoding: 'buffer' })));
  return [...new Set([dirname(file), dirname(real.ok ? real.value : file)])];
}

function disbelief(
  { path, why, remedy }: Extract<ReturnType<typeof whoSpeaks>, { speaks: false }>,
  { config, project }: ProjectRequest,
  [doubt]: readonly Warning[],
): OutputsError {
  const what = `${escapeText(path)} ${why}, so this project's configuration is not believed`;
  if (remedy === 'owner') return refusal(`as root: ${what}`, 'run it as the user whose project it is');
  // Trust was said, perhaps, and does not count: saying it again would not help.
  if (doubt !== undefined) return refusal(what, doubt.text);
  return refusal(what, `if you trust whoever can write there: ${trustCommand([], { config, project })}`);
}
