// Looks at sections the way every removal does: guards first, then the sections, then what the rest of the machine says about them.

import { checkPlaces } from '../core/project/check-places.ts';
import { scanSection } from '../core/project/scan.ts';
import { lookAround } from '../core/project/surroundings.ts';
import type { Project, Scan, Section, Surroundings } from '../core/types.ts';
import { numberText } from '../render/amounts.ts';
import type { Session } from './session.ts';

export interface Look {
  readonly scans: readonly Scan[];
  readonly surroundings: Surroundings;
}

/** Throws a refusal where a place is not safe to delete in. Changes nothing. */
export async function lookAt(project: Project, sections: readonly Section[], session: Session): Promise<Look> {
  const { context, request, progress } = session;
  checkPlaces(project, sections, request);
  await context.saveMemory();
  const scans = sections.map((section) =>
    scanSection(section, (objects) => progress.say(() => `looking at ${section.name}: ${numberText(objects)}`)),
  );
  progress.say(() => 'asking git and the running programs');
  const surroundings = await lookAround(project, scans, context);
  progress.clear();
  return { scans, surroundings };
}
