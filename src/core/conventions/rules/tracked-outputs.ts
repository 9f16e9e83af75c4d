// Decides which files below a section git should not track: large files that programs make and that differ on every machine. Results,
// artifacts and models are often tracked on purpose; so are the small files that stand for others (DVC) or explain a folder.

import { isReservedName } from '../../items/reserved-names.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Section } from '../../types/project.ts';
import type { Finding } from '../../types/reports.ts';

const ON_PURPOSE = /\.dvc$|^\.gitattributes$|^readme(?:\..+)?$/i;

/** `tracked`: relative to the section. */
export function trackedFindings(section: Section, tracked: Iterable<PathText>): readonly Finding[] {
  const { kind, name, path } = section;
  if (kind === 'results' || kind === 'artifacts' || kind === 'models') return [];
  return (
    [...tracked]
      // Of a folder that a sparse index keeps closed nobody knows what is in it.
      .filter((file) => !file.endsWith('/') && !isReservedName(nameOf(file)) && !ON_PURPOSE.test(nameOf(file)))
      .map((file) => ({ rule: 'tracked', path: pathIn(path, file), section: name }))
  );
}
