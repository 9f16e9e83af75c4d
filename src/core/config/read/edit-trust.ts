// Writes into the text of the user's own configuration whom they trust. Comments and everything else in it stay. Owns yaml, like
// `yaml-source.ts`.

import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, parseDocument } from 'yaml';
import type { Parsed } from '../../lib/quantities.ts';
import { NO_TRUST, type TrustedProject, trustIn } from '../../trust/user-trust.ts';
import type { PathText } from '../../types/primitives.ts';

const HEADER = '# What you trust, outside of every project. `outputs trust` writes it; you may edit it.\n';
const PROJECTS = 'projects';

/** `text` must be a config that can be read. `why` is a clause to put after the file's name. */
export function withTrust(text: string, root: PathText, projects: readonly TrustedProject[]): Parsed<string> {
  const result = edited(text, root, projects);
  if (result !== null && isDeepStrictEqual(othersIn(result, root), othersIn(text, root))) return { ok: true, value: result };
  return { ok: false, why: 'is written in a way that cannot be edited without changing something else' };
}

function edited(text: string, root: PathText, projects: readonly TrustedProject[]): string | null {
  const document = documentOf(text === '' ? HEADER : text);
  const isListed = projects.some((each) => each.root === root);
  const { project, paths } = trustIn(projects, root);
  try {
    if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
    if (!isMap(document.get(PROJECTS))) document.set(PROJECTS, document.createNode({}));
    if (!isListed) document.deleteIn([PROJECTS, root]);
    else {
      if (!isMap(document.getIn([PROJECTS, root]))) document.setIn([PROJECTS, root], document.createNode({}));
      setOrDelete(document, [PROJECTS, root, 'trusted'], project === NO_TRUST.project ? null : project);
      setOrDelete(document, [PROJECTS, root, 'paths'], paths.length === 0 ? null : paths);
    }
    return document.toString({ lineWidth: 0 });
  } catch {
    // Aliases and tags in places where none of ours ever stands.
    return null;
  }
}

/** What says the same already keeps its form. */
function setOrDelete(document: Document, keys: readonly string[], value: boolean | readonly PathText[] | null): void {
  if (value === null) document.deleteIn(keys);
  else if (!isDeepStrictEqual(plain(document.getIn(keys)), value)) document.setIn(keys, document.createNode(value));
}

function plain(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'toJSON' in node ? (node.toJSON as () => unknown)() : node;
}

function documentOf(text: string): Document {
  return parseDocument(text, { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
}

/** All that is not this project's; null for what cannot be read. */
function othersIn(text: string, root: PathText): unknown {
  const document = documentOf(text);
  if (document.errors.length > 0) return null;
  const top: unknown = document.toJS({ mapAsMap: true }) ?? new Map();
  if (!(top instanceof Map)) return null;
  const projects: unknown = top.get(PROJECTS);
  return [
    [...top].filter(([key]) => key !== PROJECTS),
    projects instanceof Map ? [...projects].filter(([key]) => key !== root) : [],
  ];
}
