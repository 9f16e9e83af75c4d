// Finds a best checkpoint whose model has no other checkpoint, and results whose model has no checkpoint.

import { walkItems } from '../../items/walk-items.ts';
import { SEED } from '../../layouts/compile-layouts.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Finding } from '../../types/reports.ts';
import { type Convention, readByConvention } from '../section-conventions.ts';
import type { Named } from './bad-names.ts';

/** `unet`, `UNet` and `u-net` are the same model. */
function plain(model: string): string {
  return model.toLowerCase().replace(/[-_. ]/g, '');
}

export function lonelyFindings(all: readonly Named[]): readonly Finding[] {
  const checkpoints = all.filter(({ section }) => section.kind === 'checkpoints');
  if (checkpoints.length === 0) return [];
  const units = checkpoints.flatMap(({ section, recognition }) => (recognition?.units ?? []).map((unit) => ({ section, unit })));
  const sources = new Set(
    units.filter(({ unit }) => unit.checkpoint.role !== 'best').map(({ unit }) => plain(unit.checkpoint.model)),
  );
  const lonely = units.filter(({ unit: { layout, checkpoint } }) => {
    const isOwn = layout === 'naming' || layout === SEED;
    return isOwn && checkpoint.role === 'best' && !sources.has(plain(checkpoint.model));
  });
  return [
    ...lonely.map(
      ({ section, unit }): Finding => ({
        ...{ rule: 'best-without-source', path: pathIn(section.path, unit.path), section: section.name },
        model: unit.checkpoint.model,
      }),
    ),
    ...all
      .filter(({ section }) => section.kind === 'results')
      .flatMap((named) =>
        lonelyResults(
          named,
          all,
          units.map(({ unit }) => unit.checkpoint.model),
        ),
      ),
  ];
}

function lonelyResults(
  { section, items, conventions }: Named,
  all: readonly Named[],
  models: readonly string[],
): readonly Finding[] {
  const known = new Set(models.map(plain));
  // Checkpoints of a framework may have no model name, so any result can belong to them.
  if (known.has('')) return [];
  const kept = all
    .filter((each) => each.section.kind === 'models')
    .flatMap((each) => each.items.map(({ path }) => plain(nameOf(path))));
  const isKnown = (model: string): boolean => known.has(plain(model)) || kept.some((name) => name.startsWith(plain(model)));
  return [...walkItems(items)].flatMap(({ path, facts }): readonly Finding[] => {
    const model = facts.type === 'file' ? modelIn(conventions, nameOf(path)) : null;
    if (model === null || isKnown(model)) return [];
    return [{ rule: 'result-without-checkpoint', path: pathIn(section.path, path), section: section.name, model }];
  });
}

function modelIn(conventions: readonly Convention[], name: PathText): string | null {
  const values = readByConvention(conventions, name)?.values;
  const model = values?.['model_name'] ?? values?.['model'];
  return typeof model === 'string' ? model : null;
}
