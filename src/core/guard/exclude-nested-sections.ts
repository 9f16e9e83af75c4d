// Decides what of a section is another section's: `results/logs`, where `results/` is one too, as many configurations have it. What only
// reads looks at everything once, where it belongs; what removes refuses such sections (`refuse-unsafe-places.ts`).

import { isIn } from '../lib/paths.ts';
import type { Item, Scan } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/** The same scans, each without what lies in the folder of another. */
export function excludeNestedSections(scans: readonly Scan[]): readonly Scan[] {
  return scans.map((scan) => {
    const { realPath, problems } = scan;
    const inner = scans.flatMap((other) =>
      other.realPath !== realPath && isIn(other.realPath, realPath) ? [other.realPath.slice(realPath.length + 1)] : [],
    );
    if (inner.length === 0) return scan;
    return {
      ...scan,
      items: without(scan.items, inner),
      problems: problems.filter(({ path }) => !inner.some((folder) => isIn(path, folder))),
    };
  });
}

function without(items: readonly Item[], folders: readonly PathText[]): readonly Item[] {
  return items.flatMap((item) => {
    if (folders.includes(item.path)) return [];
    const holdsOne = folders.some((folder) => isIn(folder, item.path));
    return holdsOne ? [{ ...item, children: without(item.children, folders) }] : [item];
  });
}
