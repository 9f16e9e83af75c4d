// Reads what promotions wrote beside the models of a section.

import { attempt, type Directory, openPath, withRoot } from '../../disk/directory.ts';
import { textAt } from '../../disk/read-small-text.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { nameOf } from '../../lib/paths.ts';
import type { Parsed } from '../../lib/quantities.ts';
import type { Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { modelCard } from '../model-card.ts';
import {
  cardNameOf,
  metadataNameOf,
  modelOfMetadata,
  type Promotion,
  promotionText,
  readPromotion,
} from '../promotion-metadata.ts';

/** Metadata lists every file of a model. */
const LARGEST = 64 * 1024 * 1024;

/** What lies beside a model, or where one was. Paths are relative to the folder that was scanned. */
export interface Promoted {
  readonly model: PathText;
  readonly metadata: Item;
  readonly read: Parsed<Promotion>;
  /** Nobody has written in it since. */
  readonly isAsWritten: boolean;
  /** Null where there is none. */
  readonly card: { readonly item: Item; readonly isAsWritten: boolean } | null;
  /** The model itself; null where it is gone. */
  readonly item: Item | null;
}

/** Those whose metadata lies directly in one folder, of which `items` are the content. */
export function promotionsIn(folder: Directory, items: readonly Item[]): readonly Promoted[] {
  const byPath = new Map(items.map((item) => [item.path, item]));
  return items.flatMap((metadata): Promoted[] => {
    const model = modelOfMetadata(metadata.path);
    if (model === null || metadata.facts.type !== 'file') return [];
    const text = textAt(folder, nameOf(metadata.path), LARGEST);
    const read: Parsed<Promotion> = text.ok ? readPromotion(text.value) : { ok: false, why: `cannot be read (${text.errno})` };
    const cardItem = byPath.get(cardNameOf(model));
    const cardText = cardItem === undefined || !read.ok ? null : textAt(folder, nameOf(cardItem.path), LARGEST);
    return [
      {
        model,
        metadata,
        read,
        isAsWritten: text.ok && read.ok && text.value === rewritten(read.value),
        card:
          cardItem === undefined
            ? null
            : { item: cardItem, isAsWritten: read.ok && cardText?.ok === true && cardText.value === modelCard(read.value) },
        item: byPath.get(model) ?? null,
      },
    ];
  });
}

/** Keys in our order and no others: what a person added would not come back. */
function rewritten({ schemaVersion: _, operation, bytes: __, files, ...record }: Promotion): string {
  return promotionText(record, operation, files);
}

/** The promotion that a model by itself comes from, read beside it. */
export function promotionBeside(folder: Directory, name: PathText): Parsed<Promotion> | null {
  const text = textAt(folder, metadataNameOf(name), LARGEST);
  if (!text.ok) return text.errno === 'ENOENT' ? null : { ok: false, why: `cannot be read (${text.errno})` };
  return readPromotion(text.value);
}

/** The operations whose models are still there: what an undo can take back. */
export function promotedOperations({ sections }: Project): ReadonlySet<string> {
  return new Set(sections.filter(({ kind }) => kind === 'models').flatMap(({ path }) => operationsIn(realPathOf(path) ?? path)));
}

function operationsIn(folder: PathText): readonly string[] {
  const found = attempt(() =>
    withRoot((root) => {
      const held = openPath(root, folder);
      return namesIn(held).flatMap((name) => {
        const model = modelOfMetadata(name);
        const read = model === null || factsAt(held, model) === null ? null : promotionBeside(held, model);
        return read?.ok ? [read.value.operation] : [];
      });
    }),
  );
  return found.ok ? found.value : [];
}
