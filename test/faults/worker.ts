// Prunes checkpoints with the engine alone, without the lock that the command takes: two of these at once are what the lock is not
// needed for.

import { randomUUID } from 'node:crypto';
import { executePlan } from '../../src/core/apply/apply-plan.ts';
import { pruneCheckpointsPlan } from '../../src/core/checkpoints/plan-prune-checkpoints.ts';
import { loadProject } from '../../src/core/config/read/load-project.ts';
import { emptyRepositories } from '../../src/core/git/write/lend-empty-repository.ts';
import { layoutsFor } from '../../src/core/layouts/compile-layouts.ts';
import { recognise } from '../../src/core/layouts/recognise-checkpoints.ts';
import { UTC } from '../../src/core/lib/calendar.ts';
import { collectExternalState } from '../../src/core/protection/read/external-state.ts';
import { BY_MODEL_AND_RUN } from '../../src/core/retention/groups.ts';
import { scanSection } from '../../src/core/scan/scan-section.ts';

const lendEmptyRepository = emptyRepositories({
  installed: null,
  temporary: ['/tmp'],
  newName: () => `outputs-git-${randomUUID()}`,
});

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** Answers how many it moved. */
async function prune(cwd: string, id: string): Promise<number> {
  const uid = process.geteuid?.() ?? -1;
  const project = await loadProject({ cwd, env: {}, home: null, uid });
  const sections = project.sections.filter(({ kind }) => kind === 'checkpoints');
  const scans = sections.map((section) => scanSection(section));
  const surroundings = await collectExternalState(project, scans, {
    proc: '/proc',
    uid,
    env: { PATH: process.env['PATH'] },
    lendEmptyRepository,
  });
  const [scan] = scans;
  if (scan === undefined) throw new Error('no checkpoints');
  const recognition = recognise(layoutsFor(scan.section, {}), scan.items);
  const plan = pruneCheckpointsPlan({
    project,
    scan,
    evidence: { recognition, inspections: new Map(), metrics: new Map(), mentions: new Map(), blind: new Map(), warnings: [] },
    surroundings,
    now: now(),
    localTime: UTC,
    disposal: 'default',
    rules: scan.section.keep,
    grace: project.grace,
    groupBy: BY_MODEL_AND_RUN,
    allowEmptyGroups: [],
    removeIncomplete: null,
  });
  const { outcomes } = await executePlan(plan, {
    id,
    now,
    who: { argv: [], user: null, uid, host: 'here', boot: null, pid: process.pid },
    interrupted: () => false,
    pause: async () => {},
  });
  return outcomes.filter(({ result }) => result === 'done').length;
}

const [cwd = '', id = ''] = process.argv.slice(2);
prune(cwd, id).then((moved) => process.stdout.write(`${moved}\n`));
