// Makes the project from its configuration: finds it, reads it once, and fills in what it does not say.
// On the way of every command, `outputs paths` in shell loops above all: what a project without a config does not need is not loaded.

import { resolve } from 'node:path';
import { worthOf } from '../../items/section-kinds.ts';
import { escapeText } from '../../lib/escape.ts';
import { isIn } from '../../lib/paths.ts';
import { formatDuration, isShorter } from '../../lib/quantities.ts';
import { mayGoAtOnce } from '../../trust/at-once.ts';
import { isAllowedPlace, trustCommand, untrustedPlaces } from '../../trust/outside-places.ts';
import type { Owned, Use } from '../../trust/speaker.ts';
import type { Duration, PathText, Warning } from '../../types/primitives.ts';
import { type Origin, PROFILES, type Project, type Section, type Trust } from '../../types/project.ts';
import { becomeOwner, becomeOwnerUnread, believing } from './as-owner.ts';
import { BLOCK, rootIsProject, wrongValue } from './config-errors.ts';
import { configPath, isRelative } from './config-path.ts';
import type { OutputsBlock } from './config-schema.ts';
import { type ConfigSource, valueAt } from './config-types.ts';
import { readBlock } from './decode-outputs-block.ts';
import { findProject, type ProjectLocation, type ProjectRequest } from './find-project.ts';
import { interpolation } from './interpolate.ts';
import { knownPath } from './known-keys.ts';
import { readConfigFile } from './read-config-file.ts';
import { readTrust } from './read-trust.ts';
import { configuredPath, resolveSections, type Written } from './resolve-sections.ts';
import { DEFAULT_GRACE, DEFAULT_ROOT, DEFAULT_TRASH_KEEP } from './section-defaults.ts';

export type { Use } from '../../trust/speaker.ts';
export type { ProjectRequest } from './find-project.ts';

/**
 * As root in a project of another user: as that user from here on. `use` decides whether another user's configuration is believed.
 * Throws usage and config errors with their place, and refusals (an empty outputs root, a stranger's config).
 */
export async function loadProject(request: ProjectRequest, use: Use = 'look'): Promise<Project> {
  const location = findProject(request);
  if (location.start !== null && location.start !== location.root) request.foundAbove?.(location);
  becomeOwnerUnread(location, request);
  const { trust, warnings: ofTrust } = await readTrust(location.root, request);
  const written = await readWritten(
    location,
    request,
    believing(location, request, { trusted: trust.project, use, doubts: ofTrust }),
  );
  const block: OutputsBlock = written?.block ?? {};
  const { root, configFile } = location;
  const { home } = request;
  const profile = request.profile ?? block.profile ?? PROFILES[0];
  const { outputs, outputsOrigin, warnings } = resolveOutputs(root, home, written);
  const resolved = resolveSections({ root, home, profile, outputs }, written);
  const allTrust = { ...trust, paths: [...trust.paths, ...(request.trusting ?? [])] };
  const trash = trashOf(written, trust);
  const name = valueAt(written?.source.value, ['project_name']);
  const project: Omit<Project, 'warnings'> = {
    root,
    name: typeof name === 'string' && name !== '' ? name : null,
    configFile,
    profile,
    outputs,
    outputsOrigin,
    sections: resolved.sections.map((section) => believed(section, { root, outputs, trust: allTrust })),
    pinned: block.pinned ?? [],
    trashKeep: trash.keep,
    grace: block.grace ?? DEFAULT_GRACE,
    usedIn: block.used_in ?? [],
    ...(written !== null && environmentChoice(written, { root, home, outputs })),
    checkSkip: block.check?.skip ?? [],
    layouts: block.layouts ?? {},
    trust: allTrust,
  };
  becomeOwner(project, request);
  const groups = use === 'look' ? request.groups?.() : undefined;
  return {
    ...project,
    ...(groups !== undefined && { looksAs: groups }),
    warnings: [...ofTrust, ...untrustedWarnings(project, written, home), ...trash.warnings, ...warnings, ...resolved.warnings],
  };
}

function believed(section: Section, project: Pick<Project, 'root' | 'outputs' | 'trust'>): Section {
  const isExpendable = worthOf(section) !== 'irreplaceable';
  return isExpendable && !mayGoAtOnce(section, project) ? { ...section, irreplaceable: true } : section;
}

/** A shorter time would empty a trash that was filled when undo was promised for longer, by the next command after a `git pull`. */
function trashOf(written: Written | null, trust: Trust): { readonly keep: Duration; readonly warnings: readonly Warning[] } {
  const keep = written?.block.trash?.keep;
  if (written === null || keep === undefined) return { keep: DEFAULT_TRASH_KEEP, warnings: [] };
  if (trust.project || !isShorter(keep, DEFAULT_TRASH_KEEP)) return { keep, warnings: [] };
  const kept = formatDuration(DEFAULT_TRASH_KEEP);
  const text = `\`outputs.trash.keep\` counts as ${kept} until you trust the project with less: ${trustCommand([])}`;
  return { keep: DEFAULT_TRASH_KEEP, warnings: [{ text, place: written.source.valuePlace([BLOCK, 'trash', 'keep']) }] };
}

async function readWritten(
  { configFile }: ProjectLocation,
  { env }: ProjectRequest,
  believe: (files: readonly Owned[]) => void,
): Promise<Written | null> {
  if (configFile === null) return null;
  const text = readConfigFile(configFile, believe);
  const { parseConfig } = await import('./yaml-source.ts');
  const source = parseConfig(text, configFile);
  const interpolate = interpolation(source.value, env);
  return { source, interpolate, block: await readBlock(source, interpolate) };
}

interface Outputs {
  readonly outputs: PathText;
  readonly outputsOrigin: Origin;
  readonly warnings: readonly Warning[];
}

function resolveOutputs(root: PathText, home: PathText | null, written: Written | null): Outputs {
  const byDefault = { outputs: resolve(root, DEFAULT_ROOT), outputsOrigin: { from: 'default' }, warnings: [] } as const;
  if (written === null) return byDefault;
  const { source, block, interpolate } = written;
  if (block.root === undefined) {
    const { found, warnings } = knownPath('root', source, interpolate, { root, home, taken: [root] });
    if (found === null) return { ...byDefault, warnings };
    return { outputs: found.path, outputsOrigin: found.origin, warnings };
  }
  const keys = [BLOCK, 'root'];
  const path = configPath(block.root, root, home);
  if (!path.ok) throw wrongValue(source, keys, path.why, { input: block.root });
  if (path.value === root) throw rootIsProject(source, 'is the project itself');
  const outputsOrigin: Origin = { from: 'config', key: keys.join('.'), place: source.valuePlace(keys) };
  return { outputs: path.value, outputsOrigin, warnings: [] };
}

/** Paths are read as those of sections are. */
function environmentChoice(
  { source, block: { env } }: Written,
  setting: { readonly root: PathText; readonly home: PathText | null; readonly outputs: PathText },
): Pick<Project, 'env'> {
  if (!env) return {};
  const extra = Object.entries(env.extra ?? {}).map(([name, text]) => [
    name,
    configuredPath([BLOCK, 'env', 'extra', name], text, setting, source),
  ]);
  const places = Object.keys(env.extra ?? {}).map((name) => [name, source.keyPlace([BLOCK, 'env', 'extra', name])]);
  return {
    env: {
      include: env.include ?? [],
      exclude: env.exclude ?? [],
      extra: Object.fromEntries(extra),
      places: Object.fromEntries(places),
    },
  };
}

/**
 * What the config asks for and nobody granted, in one sentence: places outside the project, and the list with which older builds let a
 * project allow them to itself.
 */
function untrustedWarnings(
  project: Omit<Project, 'warnings'>,
  written: Written | null,
  home: PathText | null,
): readonly Warning[] {
  if (written === null) return [];
  const { source, block } = written;
  const places = untrustedPlaces(project);
  const them = places.map(escapeText).join(', ');
  const until = `nothing is changed in ${them} until you trust the project with ${places.length === 1 ? 'it' : 'them'}: ${trustCommand(places)}`;
  const allowed = (block.allow ?? []).map((text, index) => allowedPath(source, index, text, { root: project.root, home }));
  if (allowed.some((path) => !isAllowedPlace(path, project))) {
    const what = 'outputs.allow allows nothing any more, because a project must not widen what may be done with it';
    const text = places.length === 0 ? `${what}; the key can go` : `${what}: ${until}`;
    return [{ text, place: source.valuePlace([BLOCK, 'allow']) }];
  }
  if (places.length === 0) return [];
  const [first] = project.sections.filter(({ path }) => places.some((place) => isIn(path, place)));
  const origin = isAllowedPlace(project.outputs, project) ? first?.origin : project.outputsOrigin;
  const place = origin === undefined || origin.from === 'default' ? {} : { place: origin.place };
  return [{ text: `${places.length === 1 ? 'a place' : 'places'} outside the project: ${until}`, ...place }];
}

/** Still an error where it could never have meant a place: somebody believes that it does. */
function allowedPath(
  source: ConfigSource,
  index: number,
  text: string,
  { root, home }: { readonly root: PathText; readonly home: PathText | null },
): PathText {
  const keys = [BLOCK, 'allow', index];
  const path = configPath(text, root, home);
  if (!path.ok) throw wrongValue(source, keys, path.why, { input: text });
  if (isRelative(text)) throw wrongValue(source, keys, 'expected an absolute path', { input: text });
  return path.value;
}
