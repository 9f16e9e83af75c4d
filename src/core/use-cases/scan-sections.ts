// Looks at sections the way every removal does: guards first, then the sections, then what the rest of the machine says about them.

import { checkPlaces } from '../guard/read/check-places.ts';
import { numberText } from '../lib/amounts.ts';
import { collectExternalState } from '../protection/read/external-state.ts';
import { scanSection } from '../scan/scan-section.ts';
import type { ExternalState, Scan } from '../types/items.ts';
import type { Project, Section } from '../types/project.ts';
import type { Host } from './host.ts';

export interface Look {
  readonly scans: readonly Scan[];
  readonly surroundings: ExternalState;
}

/** Throws a refusal where a place is not safe to delete in. Changes nothing. */
export async function scanAndCollect(project: Project, sections: readonly Section[], host: Host): Promise<Look> {
  const { context, request, progress } = host;
  checkPlaces(project, sections, request);
  await context.saveMemory();
  const scans = sections.map((section) =>
    scanSection(section, (objects) => progress.say(() => `looking at ${section.name}: ${numberText(objects)}`)),
  );
  progress.say(() => 'asking git and the running programs');
  const surroundings = await collectExternalState(project, scans, context);
  progress.clear();
  return { scans, surroundings };
}
