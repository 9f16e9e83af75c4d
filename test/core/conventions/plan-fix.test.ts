// What `check --fix` decides, without a disk: which names, what goes together, and that no plan of it can lose a name.
// Covers: src/core/conventions/choose-renames.ts, src/core/conventions/fix-actions.ts

import { describe, expect, it } from 'vitest';
import { KIND_DEFAULTS } from '../../../src/core/config/read/section-defaults.ts';
import { fixCandidates } from '../../../src/core/conventions/choose-renames.ts';
import { type CheckInput, checkOutputs, namedOf } from '../../../src/core/conventions/collect-findings.ts';
import type { Namer } from '../../../src/core/conventions/fix-actions.ts';
import { type FixInput, type FixPlan, planFix } from '../../../src/core/conventions/plan-fix.ts';
import { withNewNames } from '../../../src/core/conventions/scan-after-renames.ts';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { foldedName } from '../../../src/core/lib/name-folding.ts';
import { folderOf, nameOf } from '../../../src/core/lib/paths.ts';
import type { Item, Scan } from '../../../src/core/types/items.ts';
import type { Action } from '../../../src/core/types/plan.ts';
import type { PathText } from '../../../src/core/types/primitives.ts';
import { DAY, itemsOf, NOW, projectOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const SECTION = { ...sectionOf('checkpoints'), naming: KIND_DEFAULTS.checkpoints.naming };
const PROJECT = projectOf({ sections: [SECTION] });

function scanOf(items: readonly Item[]): Scan {
  return { section: SECTION, realPath: SECTION.path, directory: items[0]?.facts ?? null, items, problems: [] };
}

const treeOf = (paths: readonly PathText[]): Scan => scanOf(itemsOf(paths.map((path) => ({ path, age: 30 * DAY }))));

function fixOf(scan: Scan, more: Partial<FixInput> & { readonly globs?: CheckInput['globs'] } = {}): FixPlan {
  const { globs = [], ...facts } = more;
  const check: CheckInput = {
    ...{ project: PROJECT, scans: [scan], now: NOW, tracked: new Set<PathText>(), notIgnored: null, globs },
    ...{ secrets: [], skip: new Set<never>() },
  };
  const surroundings = { tracked: new Set<PathText>(), held: new Map(), unseenProcesses: 0, pointedAt: new Map() };
  const found = fixCandidates(checkOutputs(check), [namedOf(scan, PROJECT)]);
  return planFix({
    ...{ project: PROJECT, scans: [scan], now: NOW, check, surroundings, namers: [], obstacles: new Map(), warnings: [] },
    ...found,
    ...facts,
  });
}

type Rename = Extract<Action, { readonly do: 'rename' }>;

const renamesIn = ({ plan }: FixPlan): readonly Rename[] =>
  plan.actions.filter((action): action is Rename => action.do === 'rename');
const lines = (fix: FixPlan): readonly string[] => renamesIn(fix).map(({ item, to }) => `${item.path} -> ${to}`);
const at = (path: PathText): PathText => `${SECTION.path}/${path}`;

function pointer(scan: Scan, path: PathText, text: PathText, ...means: readonly PathText[]): Namer {
  const item = scan.items.find((each) => each.path === path);
  if (item === undefined) throw new Error(`nothing at ${path}`);
  return { section: SECTION.name, item, form: 'name', text, means: new Map(means.map((each) => [at(each), nameOf(each)])) };
}

describe('what is renamed', () => {
  it.each<readonly [paths: readonly PathText[], expected: readonly string[]]>([
    [['UNet-epoch_07.pt'], ['UNet-epoch_07.pt -> UNet_epoch_7.pth']],
    [['run/UNet-epoch_07.pt'], ['run/UNet-epoch_07.pt -> run/UNet_epoch_7.pth']],
    [
      ['UNet-epoch_07.pt', 'UNet-epoch_07.pt.sha256', 'UNet-epoch_07.json', 'UNet-epoch_070.json', 'UNet_epoch_1.pth'],
      [
        'UNet-epoch_07.json -> UNet_epoch_7.json',
        'UNet-epoch_07.pt -> UNet_epoch_7.pth',
        'UNet-epoch_07.pt.sha256 -> UNet_epoch_7.pth.sha256',
      ],
    ],
    // A sidecar whose new name is taken keeps all of it as it is.
    [['UNet-epoch_07.pt', 'UNet-epoch_07.json', 'UNet_epoch_7.json'], []],
    [['UNet-epoch_07.pt', 'unet_epoch_7.PTH'], []],
    [['UNet-epoch_07.pt', 'UNet-ep7.pth', 'UNet_epoch_1.pth'], []],
    [['weights.pth', 'UNet_epoch_1.pth'], []],
    // In another Unicode form the name is there already.
    [['re\u0301seau-epoch-1.pth', 'r\u00e9seau_epoch_1.pth'], []],
  ])('%j', (paths, expected) => {
    expect(lines(fixOf(treeOf(paths)))).toEqual(expected);
  });

  it('never has more than one action on a file, nor two files of one name, nor a name that is taken', () => {
    const models = fc.constantFrom('UNet', 'unet', 'a b', 're\u0301s', 'r\u00e9s', 'x');
    const separators = fc.constantFrom('_', '-', '.', '__');
    const epochs = fc.constantFrom('epoch', 'Epoch', 'ep', 'e');
    const endings = fc.constantFrom('.pth', '.pt', '.PTH', '.json', '.pth.sha256', '.pt.json');
    const folders = fc.constantFrom('', 'run/');
    const name = fc
      .tuple(folders, models, separators, epochs, separators, fc.constantFrom('1', '01', '2'), endings)
      .map(([folder, model, one, epoch, two, number, ending]) => `${folder}${model}${one}${epoch}${two}${number}${ending}`);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 14 }), (paths) => {
        const scan = treeOf(paths);
        const before = [...walkItems(scan.items)].map(({ path }) => path);
        const fix = fixOf(scan);
        const renames = renamesIn(fix);
        expect(new Set(renames.map(({ item }) => item.path)).size).toBe(renames.length);
        for (const { item, to } of renames) {
          expect(folderOf(to)).toBe(folderOf(item.path));
          expect(before).not.toContain(to);
        }
        const items = withNewNames(scan.items, renames);
        const after = [...walkItems(items)].map(({ path }) => path);
        // Where two names were one to others before, they may be so still: renaming makes no new ones.
        const folded = (all: readonly PathText[]): number => all.length - new Set(all.map(foldedName)).size;
        expect(folded(after)).toBeLessThanOrEqual(folded(before));
        expect(new Set(after).size).toBe(before.length);
        // What got a new name is found fault with no more, and nothing is left to do.
        const again = fixOf(scanOf(items));
        const found = new Set(again.stays.map(({ path }) => path));
        for (const { to } of renames) expect(found.has(at(to))).toBe(false);
        expect(lines(again)).toEqual([]);
      }),
    );
  });
});

describe('what names it', () => {
  const paths = ['UNet-epoch_07.pt', 'vit-epoch-3.pth', 'both', 'one'];

  it('says the new name, in one unit with it', () => {
    const scan = treeOf(paths);
    const namers = [pointer(scan, 'one', 'UNet-epoch_07.pt\n', 'UNet-epoch_07.pt')];
    const { plan } = fixOf(scan, { namers });
    expect(plan.actions.map((action) => ('unit' in action ? [action.do, action.unit] : []))).toEqual([
      ['rename', at('UNet-epoch_07.pt')],
      ['rewrite', at('UNet-epoch_07.pt')],
      ['rename', at('vit-epoch-3.pth')],
    ]);
    expect(plan.actions[1]).toMatchObject({ says: { text: 'UNet_epoch_7.pth\n' } });
  });

  it('makes one unit of all that one pointer names', () => {
    const scan = treeOf(paths);
    const text = 'all_model_checkpoint_paths: "UNet-epoch_07.pt"\nall_model_checkpoint_paths: "vit-epoch-3.pth"\n';
    const both = { ...pointer(scan, 'both', text, 'UNet-epoch_07.pt', 'vit-epoch-3.pth'), form: 'textproto' as const };
    const { plan } = fixOf(scan, { namers: [both] });
    expect(new Set(plan.actions.map((action) => ('unit' in action ? action.unit : '')))).toEqual(
      new Set([at('UNet-epoch_07.pt')]),
    );
    expect(plan.actions).toHaveLength(3);
  });

  it('keeps the names of all that a pointer names which cannot be rewritten, and of nothing else', () => {
    const scan = treeOf(paths);
    const fixed = pointer(scan, 'one', 'UNet-epoch_07.pt\nand more', 'UNet-epoch_07.pt');
    const { plan, stays } = fixOf(scan, { namers: [fixed] });
    expect(plan.actions).toHaveLength(1);
    expect(stays.map(({ path, why }) => [path, why.code])).toEqual([[at('UNet-epoch_07.pt'), 'fixed-pointer']]);
  });
});

it('keeps the names of a whole section of which not all could be read', () => {
  const scan = { ...treeOf(['UNet-epoch_07.pt']), problems: [{ section: 'checkpoints', path: 'run', code: 'EACCES' }] };
  const { plan, stays } = fixOf(scan);
  expect(plan.actions).toEqual([]);
  expect(stays).toMatchObject([{ why: { code: 'unreadable', errno: 'EACCES' }, about: at('run') }]);
});
