// @ts-check
// Plans prune-checkpoints for the project in the working directory from names and times alone: nothing is opened. Given `read`, it only
// looks at the tree and stops: what is left of the difference is the planning.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The built library, whose types are those of its sources. @param {string} file */
const built = (file) => import(pathToFileURL(resolve(import.meta.dirname, '../dist/lib/core', `${file}.js`)).href);

/** @type {[typeof import('../src/core/index.ts'), typeof import('../src/core/layouts/recognise-checkpoints.ts'), typeof import('../src/core/layouts/compile-layouts.ts'), typeof import('../src/core/lib/calendar.ts')]} */
const [library, { recognise }, { layoutsFor }, { UTC }] = /** @type {any} */ (
  await Promise.all(['index', 'layouts/recognise-checkpoints', 'layouts/compile-layouts', 'lib/calendar'].map(built))
);
const project = await library.loadProject({ cwd: process.cwd(), env: {}, home: null, uid: process.getuid?.() ?? -1 });
const section = library.sectionNamed(project, 'checkpoints');
const scan = library.scanSection(section);

if (process.argv[2] !== 'read') {
  const evidence = {
    recognition: recognise(layoutsFor(section, {}), scan.items, 'checkpoints'),
    inspections: new Map(),
    metrics: new Map(),
    mentions: new Map(),
    blind: new Map(),
    warnings: [],
  };
  const { actions } = library.pruneCheckpointsPlan({
    project,
    scan,
    evidence,
    surroundings: { tracked: new Set(), held: new Map(), unseenProcesses: 0, pointedAt: new Map() },
    now: BigInt(Date.now()) * 1_000_000n,
    localTime: UTC,
    disposal: 'default',
    rules: { last: 1 },
    grace: project.grace,
    groupBy: { model: true, run: true },
    allowEmptyGroups: [],
    removeIncomplete: null,
  });
  if (actions.length !== scan.items.length - 1) throw new Error(`${actions.length} would go, of ${scan.items.length}`);
}
