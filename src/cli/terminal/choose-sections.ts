// Bare `outputs clean`: offers the sections with what they hold, and takes the numbers of those to empty.

import { bytesOfItems } from '../../core/items/count-bytes.ts';
import { isExpendable } from '../../core/items/section-kinds.ts';
import { walkItems } from '../../core/items/walk-items.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { Disposal } from '../../core/plans/assemble-plan.ts';
import type { Scan } from '../../core/types/items.ts';
import type { Project, Section } from '../../core/types/project.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
import type { MenuChoice } from '../../render/blocks/section-menu.ts';
import type { Session } from '../session.ts';

/** Empty where nothing was picked. */
export async function chooseSections(
  project: Project,
  disposal: Extract<Disposal, 'permanent' | 'default'>,
  session: Session,
): Promise<readonly Section[]> {
  const sections = project.sections.filter(({ active }) => active);
  const { scans } = await scanAndCollect(project, sections, session);
  await session.showChoices(scans.map((scan) => choiceOf(scan, disposal)));
  const answer = await session.ask('Which to empty? Numbers, for example 1 3; nothing for none: ');
  return pickedFrom(sections, answer ?? '');
}

/** Exported for its table of answers: anything but numbers of the list is an error, never a guess. */
export function pickedFrom<T extends object>(offered: readonly T[], answer: string): readonly T[] {
  const words = answer.split(/[\s,]+/).filter((word) => word !== '');
  const picked = words.map((word) => {
    const choice = /^\d+$/.test(word) ? offered[Number(word) - 1] : undefined;
    if (choice === undefined)
      throw usageError(`${escapeText(word)} is not a number from 1 to ${offered.length}; nothing was changed`);
    return choice;
  });
  return offered.filter((choice) => picked.includes(choice));
}

function choiceOf({ section, items, problems }: Scan, disposal: Disposal): MenuChoice {
  const isFinal = disposal === 'permanent' || isExpendable(section, { code: 'cleaned' });
  let files = 0;
  for (const { facts } of walkItems(items)) if (facts.type !== 'directory') files++;
  return { name: section.name, files, bytes: bytesOfItems(items), isPartial: problems.length > 0, isFinal };
}
