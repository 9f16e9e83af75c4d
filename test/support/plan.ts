// Plans and runs for tests of carrying out: made from a real scan, with the deed said by the test.

import { executePlan, type Run } from '../../src/core/apply/apply-plan.ts';
import { walkItems } from '../../src/core/items/walk-items.ts';
import type { Who } from '../../src/core/journal/state-records.ts';
import { planOf } from '../../src/core/plans/assemble-plan.ts';
import { entryOf } from '../../src/core/plans/entries.ts';
import { scanSection } from '../../src/core/scan/scan-section.ts';
import type { Operation } from '../../src/core/types/operation.ts';
import type { Action, Plan, Reason, Verdict } from '../../src/core/types/plan.ts';
import type { PathText } from '../../src/core/types/primitives.ts';
import type { Project, Section } from '../../src/core/types/project.ts';

type Deed = 'trash' | 'purge' | 'unlink';

/** What to do with what, by the section's name and the path in it. */
export type Deeds = Readonly<Record<string, Readonly<Record<PathText, Deed>>>>;

/** Looks at the sections named and plans exactly these deeds, in this order. */
export function planDeeds(project: Project, deeds: Deeds): Plan {
  const scans = Object.keys(deeds).map((name) => scanSection(sectionNamed(project, name)));
  const pieces = scans.flatMap(({ section, realPath, items }) => {
    const found = new Map([...walkItems(items)].map((item) => [item.path, item]));
    return Object.entries(deeds[section.name] ?? {}).map(([path, deed]): { action: Action; verdict: Verdict } => {
      const item = found.get(path);
      if (item === undefined) throw new Error(`nothing at ${path}`);
      return {
        action: { do: deed, section: section.name, item },
        verdict: { entry: entryOf(section, realPath, item), keep: false, reasons: [reasonFor(deed, section)] },
      };
    });
  });
  return planOf({
    command: 'test',
    madeAt: 0n,
    outputs: project.outputs,
    sections: scans.flatMap(({ section, realPath, directory }) =>
      directory === null ? [] : [{ name: section.name, kind: section.kind, path: realPath, directory }],
    ),
    verdicts: pieces.map(({ verdict }) => verdict),
    actions: pieces.map(({ action }) => action),
    problems: [],
    warnings: [],
  });
}

/** Logs are unlinked only for their age. */
function reasonFor(deed: Deed, { kind }: Section): Reason {
  return deed === 'unlink' && kind === 'logs' ? { code: 'older-than', limit: '7d' } : { code: 'cleaned' };
}

/** A plan of actions that need no section. */
export function planActions(project: Project, actions: readonly Action[]): Plan {
  return planOf({
    command: 'test',
    madeAt: 0n,
    outputs: project.outputs,
    sections: [],
    verdicts: [],
    actions,
    problems: [],
    warnings: [],
  });
}

const WHO: Who = { argv: ['test'], user: 'me', uid: 1000, host: 'here', boot: null, pid: 1 };

export function apply(plan: Plan, changes: Partial<Run> = {}): Promise<Operation> {
  const now = () => BigInt(Date.now()) * 1_000_000n;
  return executePlan(plan, { id: 'op', now, who: WHO, interrupted: () => false, pause: () => Promise.resolve(), ...changes });
}

function sectionNamed(project: Project, name: string): Section {
  const section = project.sections.find((each) => each.name === name);
  if (section === undefined) throw new Error(`no section ${name}`);
  return section;
}
