// Prunes checkpoints with the engine alone, without the lock that the command takes: two of these at once are what the lock is not
// needed for.

import { applyPlan } from '../../src/core/effects/apply.ts';
import { planPruneCheckpoints } from '../../src/core/planning/prune-checkpoints.ts';
import { loadProject } from '../../src/core/project/load-project.ts';
import { scanSection } from '../../src/core/project/scan.ts';
import { lookAround } from '../../src/core/project/surroundings.ts';

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** Answers how many it moved. */
async function prune(cwd: string, id: string): Promise<number> {
  const uid = process.geteuid?.() ?? -1;
  const project = await loadProject({ cwd, env: {}, home: null, uid });
  const sections = project.sections.filter(({ kind }) => kind === 'checkpoints');
  const scans = sections.map((section) => scanSection(section));
  const surroundings = await lookAround(project, scans, { proc: '/proc', uid, env: { PATH: process.env['PATH'] } });
  const rules = sections[0]?.keep ?? {};
  const plan = planPruneCheckpoints({
    project,
    scans,
    surroundings,
    now: now(),
    disposal: 'default',
    rules,
    grace: project.grace,
  });
  const { outcomes } = await applyPlan(plan, {
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
