// Looks at the checkpoints of sections: which there are, what is in them, and who names them. Reads; changes nothing.

import { layoutsFor } from '../core/policy/layout.ts';
import { nameOf } from '../core/policy/path-parts.ts';
import { recognise } from '../core/policy/recognise.ts';
import { gatherEvidence } from '../core/project/gather-evidence.ts';
import { inspectUnits } from '../core/project/inspect.ts';
import type { Evidence, Project, Scan } from '../core/types.ts';
import { numberText } from '../render/amounts.ts';
import type { Session } from './session.ts';

/** By the name of the section; of sections of checkpoints only. */
export async function examine(
  project: Project,
  scans: readonly Scan[],
  session: Session,
): Promise<ReadonlyMap<string, Evidence>> {
  const evidence = new Map<string, Evidence>();
  for (const scan of scans) {
    if (scan.section.kind === 'checkpoints') evidence.set(scan.section.name, await evidenceIn(scan, project, session));
  }
  session.progress.clear();
  return evidence;
}

async function evidenceIn(scan: Scan, project: Project, { context, progress }: Session): Promise<Evidence> {
  const recognition = recognise(layoutsFor(scan.section, project.layouts ?? {}), scan.items, nameOf(scan.realPath));
  const inspections = inspectUnits(scan, recognition.units, 'state', (done, of) =>
    progress.say(() => `looking into checkpoints: ${numberText(done)} of ${numberText(of)}`),
  );
  return gatherEvidence(project, scan, recognition, { means: context, inspections });
}
