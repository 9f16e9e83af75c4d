// Finds where the project's own files name checkpoints, with the line. What somebody has written down somebody counts on.
// Which files are read: `references/which-texts.ts`. What counts as a name: `references/mentions-in-text.ts`.

import { withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { readmeOwner } from '../../items/readme-owner.ts';
import { escapeText } from '../../lib/escape.ts';
import { pathIn } from '../../lib/paths.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { Mention, Unit } from '../../types/checkpoints.ts';
import type { Scan } from '../../types/items.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { nameIndex, unitsNamedIn } from '../mentions-in-text.ts';
import { isReadme } from '../which-texts.ts';
import { listTexts, type ProjectTexts } from './list-texts.ts';

/** Larger than what people write. A notebook full of pictures, a file of annotations. */
const LARGEST = 1024 * 1024;
/** A checkpoint that a hundred results name is as safe as one that three name. */
const MOST_A_UNIT = 8;

interface Mentions {
  /** By the path of the unit, in the order of the files. */
  readonly mentions: ReadonlyMap<PathText, readonly Mention[]>;
  readonly warnings: readonly Warning[];
}

export async function findMentions(project: Project, scan: Scan, units: readonly Unit[], means: GitMeans): Promise<Mentions> {
  const mentions = new Map<PathText, Mention[]>();
  if (units.length === 0) return { mentions, warnings: [] };
  const texts = await listTexts(project, means);
  const index = nameIndex(texts.folders.length > 0 ? units : []);
  const unread = [...texts.unread];
  const large: PathText[] = [];
  withRoot((root) => {
    for (const { folder, files } of texts.folders) {
      const read = textReader(root, folder);
      for (const file of files) {
        const by = pathIn(folder, file);
        const text = read(file, LARGEST);
        if (!text.ok) {
          if (text.errno === 'EFBIG') large.push(by);
          else if (!NOT_A_FILE.has(text.errno)) unread.push({ path: by, errno: text.errno });
        } else if (isSomebodysWord(file, text.value)) {
          for (const { unit, line } of unitsNamedIn(text.value, index, scan.realPath)) {
            const all = mentions.get(unit.path) ?? [];
            if (all.length === 0) mentions.set(unit.path, all);
            if (all.length < MOST_A_UNIT) all.push({ code: 'referenced', by, line });
          }
        }
      }
    }
  });
  return { mentions, warnings: warningsFor(unread, large, texts) };
}

/** Tracked by git and deleted; a link (what it leads to is a file of its own); a pipe; another mount. */
const NOT_A_FILE: ReadonlySet<string> = new Set(['ENOENT', 'ELOOP', 'EINVAL', 'ESTALE', 'ENXIO']);
/** A saved plan, or a document of ours that somebody kept: they list what is to go. */
const OURS = /^\s*\{\s*"(?:what"\s*:\s*"outputs plan"|schemaVersion"\s*:\s*\d+\s*,\s*"(?:command|entries|operations|error)")/;

function isSomebodysWord(path: PathText, text: PathText): boolean {
  if (text.includes('\0') || OURS.test(text)) return false;
  return !(isReadme(path) && readmeOwner(text).owner === 'ours');
}

function warningsFor(
  unread: readonly { readonly path: PathText; readonly errno: string }[],
  large: readonly PathText[],
  { passedOver, unasked }: Pick<ProjectTexts, 'passedOver' | 'unasked'>,
): readonly Warning[] {
  const [first] = unread;
  const warnings: Warning[] = [];
  const unsearched = 'was not searched for names of checkpoints';
  if (first !== undefined) {
    warnings.push({
      text: `${escapeText(first.path)}${andOthers(unread.length)} ${unsearched}: it cannot be read (${first.errno})`,
    });
  }
  if (large[0] !== undefined) {
    warnings.push({ text: `${escapeText(large[0])}${andOthers(large.length)} ${unsearched}: it is larger than 1 MiB` });
  }
  if (unasked !== null)
    warnings.push({ text: `${unasked}; names of checkpoints were searched for in all folders of the project, ignored ones too` });
  if (passedOver > 0)
    warnings.push({ text: `${passedOver} files of the project were not searched for names of checkpoints: there are too many` });
  return warnings;
}

function andOthers(count: number): string {
  return count < 2 ? '' : ` (and ${count - 1} more)`;
}
