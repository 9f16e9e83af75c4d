// Projects and sections for tests that are not about configuration.

import type { PathText } from '../../src/core/types/primitives.ts';
import type { Project, Section, SectionKind } from '../../src/core/types/project.ts';

export function sectionAt(path: PathText, kind: SectionKind = 'cache', name: string = kind): Section {
  const naming: readonly string[] = [];
  return { name, kind, path, origin: { from: 'default' }, active: true, patterns: ['*.log'], naming, layout: 'auto', keep: {} };
}

/** With `<root>/outputs` and, unless said otherwise, the six sections in it. */
export function projectAt(root: PathText, changes: Partial<Project> = {}): Project {
  const kinds = ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models'] as const;
  const nothing = { years: 0, months: 0, days: 0, seconds: 0 };
  return {
    root,
    name: null,
    configFile: null,
    profile: 'development',
    outputs: `${root}/outputs`,
    outputsOrigin: { from: 'default' },
    sections: kinds.map((kind) => sectionAt(`${root}/outputs/${kind}`, kind)),
    pinned: [],
    trust: { project: false, paths: [] },
    trashKeep: { ...nothing, days: 7 },
    grace: { ...nothing, seconds: 600 },
    usedIn: [],
    warnings: [],
    ...changes,
  };
}
