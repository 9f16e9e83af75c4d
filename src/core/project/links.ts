// Where the symbolic links of a project lead: `latest -> UNet_epoch_7.pth` says that somebody counts on that file.

import { attempt, openPath, withRoot } from '../disk/directory.ts';
import { factsAt, namesIn, targetOf } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { inodeKey } from '../policy/inode.ts';
import type { InodeKey, Item, PathText, Project, Scan, SectionKind } from '../types.ts';

const KINDS_WITH_LINKS: ReadonlySet<SectionKind> = new Set<SectionKind>(['checkpoints', 'models', 'results', 'artifacts']);

/** Every inode that a link leads to, with one such link's absolute path; of a folder that was not scanned, its top level only. */
export function linksOf(project: Project, scans: readonly Scan[]): Map<InodeKey, PathText> {
  const pointedAt = new Map<InodeKey, PathText>();
  for (const scan of scans) addScanned(scan, pointedAt);
  const scanned = new Set(scans.map((scan) => scan.section.path));
  const sections = project.sections.filter((section) => section.active && KINDS_WITH_LINKS.has(section.kind));
  const folders = [project.root, project.outputs, ...sections.map((section) => section.path)];
  for (const folder of new Set(folders)) if (!scanned.has(folder)) addTopLevel(folder, pointedAt);
  return pointedAt;
}

function addScanned(scan: Scan, pointedAt: Map<InodeKey, PathText>): void {
  const left: Item[] = [...scan.items];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    if (item.leadsTo !== undefined) pointedAt.set(item.leadsTo, `${scan.realPath}/${item.path}`);
    for (const child of item.children) left.push(child);
  }
}

/** A folder that is not there has no links; one that cannot be read may have any, so nothing is safe to remove. */
function addTopLevel(folder: PathText, pointedAt: Map<InodeKey, PathText>): void {
  const found = attempt(() =>
    withRoot((root) => {
      const directory = openPath(root, folder);
      return namesIn(directory).flatMap((name) => {
        const target = factsAt(directory, name)?.type === 'link' ? targetOf(directory, name) : null;
        return target === null ? [] : [[inodeKey(target), `${folder}/${name}`] as const];
      });
    }),
  );
  if (found.ok) for (const [key, link] of found.value) pointedAt.set(key, link);
  else if (found.errno !== 'ENOENT') {
    throw refusal(
      `cannot read ${escapeText(folder)} (${found.errno}), so links in it that lead to your files cannot be seen`,
      'make the folder readable, then try again',
    );
  }
}
