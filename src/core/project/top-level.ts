// Lists what lies directly in the outputs directory, for `clean --all` to say what it leaves alone. Does not look into folders.

import { attempt, openPath, withRoot } from '../disk/directory.ts';
import { factsAt, namesIn } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { Item, Project } from '../types.ts';

/** Sections and the trash included; nothing where there is no such directory. Throws a refusal if it cannot be read. */
export function scanTopLevel(project: Project): Item[] {
  const items = attempt(() =>
    withRoot((root) => {
      const outputs = openPath(root, project.outputs);
      return namesIn(outputs).flatMap((name) => {
        const facts = factsAt(outputs, name);
        return facts === null ? [] : [{ path: name, facts, children: [] }];
      });
    }),
  );
  if (items.ok) return items.value;
  if (items.errno === 'ENOENT') return [];
  throw refusal(
    `cannot read ${escapeText(project.outputs)} (${items.errno})`,
    'what lies there is unknown, so nothing is touched',
  );
}
