// Looks which filesystem a place lies on. Reads only; what the filesystem can really do is tried in the trash (`trash/write/probe-identity.ts`).

import { statfsSync } from 'node:fs';
import { platform } from 'node:os';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { attempt } from './directory.ts';
import { type Filesystem, filesystemOfMagic } from './filesystem-tiers.ts';

/** Of the path itself, or of the deepest folder above that exists. Null where only Linux would know. */
export function filesystemAt(path: PathText): Filesystem | null {
  if (platform() !== 'linux') return null;
  const found = attempt(() => statfsSync(fsPath(path)).type);
  if (found.ok) return filesystemOfMagic(found.value);
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  return path === '/' ? null : filesystemAt(above);
}
