// Decides what taking back a promotion moves to the trash: the model, its metadata and its card, as far as nobody has changed them since.
// And what a promotion that was cut short left: the same, of models that are not there.

import { assemblePlan } from '../plans/assemble-plan.ts';
import { entryOf } from '../plans/entries.ts';
import { kept, removed } from '../plans/verdicts.ts';
import { type Protection, protectionOf, protects } from '../protection/protection-reasons.ts';
import type { ExternalState, Item, Scan } from '../types/items.ts';
import type { Plan, Reason, Verdict } from '../types/plan.ts';
import type { Instant } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import { isPromotionLeftover, type Promotion } from './promotion-metadata.ts';

/** One promotion as it lies there now. */
export interface PromotionFound {
  readonly promotion: Promotion;
  readonly scan: Scan;
  readonly metadata: Item;
  /** Nobody has written in it since. */
  readonly isAsWritten: boolean;
  readonly card: { readonly item: Item; readonly isAsWritten: boolean } | null;
  readonly model: Item;
  /** What differs from what was written down, or null. */
  readonly damage: string | null;
}

interface Undoing {
  readonly project: Project;
  readonly found: readonly PromotionFound[];
  readonly surroundings: ExternalState;
  readonly now: Instant;
}

export function planUndoPromotion({ project, found, surroundings, now }: Undoing): Plan {
  return assemblePlan({
    ...{ command: 'undo', project, now, disposal: 'trash', surroundings },
    scans: [...new Set(found.map(({ scan }) => scan))],
    verdicts: found.flatMap((each) => verdictsOf(each, protectionOf(project, each.scan, surroundings))),
    warnings: [],
  });
}

/** A model that stays keeps what describes it. */
function verdictsOf(
  { scan, metadata, isAsWritten, card, model, damage }: PromotionFound,
  protection: Protection,
): readonly Verdict[] {
  const entry = (item: Item) => entryOf(scan.section, scan.realPath, item);
  const whyStays = (item: Item, isChanged: boolean): readonly Reason[] => [
    ...protects(item, protection.pins.whole ?? protection.pins.by(item.path), protection),
    ...(isChanged ? [{ code: 'edited' } as const] : []),
  ];
  const ofModel = [model, metadata].flatMap((item) => whyStays(item, item === model ? damage !== null : !isAsWritten));
  const both = [model, metadata].map((item) =>
    ofModel.length > 0 ? kept(entry(item), ofModel) : removed(entry(item), { code: 'cleaned' }),
  );
  if (card === null) return both;
  const ofCard = [...(ofModel.length > 0 ? ofModel : []), ...whyStays(card.item, !card.isAsWritten)];
  return [...both, ofCard.length > 0 ? kept(entry(card.item), ofCard) : removed(entry(card.item), { code: 'cleaned' })];
}

interface Clearing {
  readonly project: Project;
  readonly scan: Scan;
  /** Texts beside models that are not there. */
  readonly orphans: readonly Item[];
  readonly now: Instant;
}

/** To the trash, not away: nobody can tell here whether the checkpoint is still what it was. Null where there is nothing. */
export function planLeftovers({ project, scan, orphans, now }: Clearing): Plan | null {
  const left = [...scan.items.filter(({ path }) => isPromotionLeftover(path)), ...orphans];
  if (left.length === 0) return null;
  const why = 'left by a promotion that was cut short';
  return assemblePlan({
    ...{ command: 'promote', project, now, disposal: 'trash' },
    scans: [scan],
    verdicts: left.map((item) => removed(entryOf(scan.section, scan.realPath, item), { code: 'stale-incomplete', why })),
    warnings: [],
  });
}
