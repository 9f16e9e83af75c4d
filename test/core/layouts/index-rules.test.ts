import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Layout, layoutOf, layoutsFor } from '../../../src/core/layouts/compile-layouts.ts';
import { indexRules, rulesFor } from '../../../src/core/layouts/index-rules.ts';
import { readName } from '../../../src/core/layouts/layout-rule.ts';
import { nameOf } from '../../../src/core/lib/paths.ts';
import type { LayoutSource } from '../../../src/core/types/layout.ts';
import { itemsOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const LAYOUTS: readonly Layout[] = layoutsFor(sectionOf('checkpoints'), {});
const [FILE] = itemsOf([{ path: 'x' }]);
const [FOLDER] = itemsOf([{ path: 'x', type: 'directory' }]);

const tried = (names: readonly string[], layouts: readonly Layout[] = LAYOUTS): readonly (readonly string[])[] => {
  const index = indexRules(layouts);
  return names.map((name) =>
    FILE === undefined ? [] : rulesFor(FILE, name, index).map(({ rule }) => rule.source.name ?? rule.source.pattern ?? ''),
  );
};

describe('what is tried on a name', () => {
  it('is one rule of them all on what most are called', () => {
    expect(tried(['unet_epoch_12.pth', 'unet_epoch_13.pth', 'unet_best.pth'])).toEqual([
      ['{model_name}_epoch_{num}.pth'],
      ['{model_name}_epoch_{num}.pth'],
      ['{model_name}_best.pth'],
    ]);
  });

  it('is every rule for directories on a directory', () => {
    const index = indexRules(LAYOUTS);
    expect(FOLDER === undefined ? [] : rulesFor(FOLDER, 'x', index)).toEqual(index.directories);
  });

  it('is what can fit with the dot in the name of the folder too', () => {
    const match = [{ pattern: 'a\\.b/c', levels: 2, role: 'regular' }] as const;
    expect(tried(['c', 'd'], [layoutOf('own', { title: 'x', match })])).toEqual([['a\\.b/c'], []]);
  });
});

const folder: string = join(import.meta.dirname, '../../../configs/layouts');
const EXAMPLES: readonly string[] = readdirSync(folder).flatMap((file) => {
  const { examples = [] }: LayoutSource = parse(readFileSync(join(folder, file), 'utf8'));
  return examples.flatMap(({ tree }) => tree.map((line) => (line.split(' -> ')[0] ?? '').replace(/\/$/, '')));
});
const odd = fc.constantFrom('.', '_', '-', '1', '99', 'é', '😀', '\udcff', '\n', 'x', '.pth', '.h5', '_best', '-v2');
/** An example's name, or one that is nearly so. */
const path = fc
  .tuple(fc.constantFrom(...EXAMPLES), fc.option(odd), fc.nat(40), fc.nat(2))
  .map(([like, more, at, less]) => (more === null ? like : like.slice(0, at) + more + like.slice(at + less)));

describe('a rule that fits', () => {
  it('is never left out, whatever was asked for before', () => {
    const index = indexRules(LAYOUTS);
    fc.assert(
      fc.property(path, (text) => {
        const name = nameOf(text);
        fc.pre(name !== '' && FILE !== undefined);
        const candidates = new Set(FILE === undefined ? [] : rulesFor(FILE, name, index).map(({ rule }) => rule));
        for (const { rule } of index.files) {
          const levels = rule.source.levels ?? 1;
          const read = text.split('/').slice(-levels).join('/');
          if (readName(rule, read) !== null) expect(candidates, `${text} ${rule.outline}`).toContain(rule);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
