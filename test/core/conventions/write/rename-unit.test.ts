// Renaming on real trees: what names a file says its new name, nothing is ever replaced, and undo gives back the exact tree.
// Covers: src/core/conventions/write/recover-renames.ts, src/core/conventions/write/replace-pointer.ts

import { appendFileSync, existsSync, linkSync, readFileSync, readlinkSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recover } from '../../../../src/core/apply/recover-operations.ts';
import { walkItems } from '../../../../src/core/items/walk-items.ts';
import { fsPath } from '../../../../src/core/lib/path-text.ts';
import { pathIn } from '../../../../src/core/lib/paths.ts';
import { planOf } from '../../../../src/core/plans/assemble-plan.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import { readOperations } from '../../../../src/core/trash/read/read-operations.ts';
import type { Action, Plan, Says } from '../../../../src/core/types/plan.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { apply } from '../../../support/plan.ts';
import { projectAt } from '../../../support/section.ts';
import { listing, type Shot, snapshot, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';
import { locate, planUndoOf, undo } from '../../../support/undo.ts';

const HOSTILE = 'a\u001b[2J\nb\udcff';
const OLD = { age: '9d' } as const;

const TREE: TreeSpec = {
  'outputs/checkpoints/UNet-epoch_5.pt': { text: 'weights', mode: 0o440, ...OLD },
  'outputs/checkpoints/UNet-epoch_5.json': { text: '{}', ...OLD },
  'outputs/checkpoints/last_checkpoint': { text: 'UNet-epoch_5.pt', mode: 0o640, ...OLD },
  'outputs/checkpoints/last.ckpt': { link: 'UNet-epoch_5.pt', ...OLD },
  [`outputs/checkpoints/${HOSTILE}-best.pth`]: { text: 'best', ...OLD },
};

/** By path in the section: a new name, or what it says from then on. */
type Changes = Readonly<Record<PathText, PathText | Says>>;

const CHANGES: Changes = {
  'UNet-epoch_5.pt': 'UNet_epoch_5.pth',
  'UNet-epoch_5.json': 'UNet_epoch_5.json',
  last_checkpoint: { text: 'UNet_epoch_5.pth' },
  'last.ckpt': { link: 'UNet_epoch_5.pth' },
};

function renewal(project: Project, ...units: readonly Changes[]): Plan {
  const section = project.sections.find(({ name }) => name === 'checkpoints');
  if (section === undefined) throw new Error('no checkpoints');
  const { items: all, directory } = scanSection(section);
  if (directory === null) throw new Error('no folder');
  const items = new Map([...walkItems(all)].map((item) => [item.path, item]));
  const actions = units.flatMap((changes) => {
    const unit = pathIn(section.path, Object.keys(changes)[0] ?? '');
    return Object.entries(changes).map(([path, change]): Action => {
      const item = items.get(path);
      if (item === undefined) throw new Error(`nothing at ${path}`);
      const common = { section: section.name, item, unit };
      return typeof change === 'string' ? { do: 'rename', ...common, to: change } : { do: 'rewrite', ...common, says: change };
    });
  });
  const { name, kind, path } = section;
  const sections = [{ name, kind, path, directory }];
  return planOf({
    command: 'test',
    madeAt: 0n,
    outputs: project.outputs,
    sections,
    verdicts: [],
    actions,
    problems: [],
    warnings: [],
  });
}

/** Without the trash, and without the times of folders. */
function picture(t: Tree): Record<PathText, Partial<Shot>> {
  const shots = Object.entries(snapshot(t.at('outputs'))).filter(([path]) => !/^(\.trash(\/|$)|$)/.test(path));
  return Object.fromEntries(
    shots.map(([path, { mtimeNs, size, ...shot }]) => [path, shot.type === 'directory' ? shot : { ...shot, mtimeNs, size }]),
  );
}

const results = (operation: { readonly outcomes: readonly { readonly result: string; readonly why?: string }[] }) =>
  operation.outcomes.map(({ result, ...rest }) => ('why' in rest ? `${result} ${rest.why}` : result));

const at = (t: Tree, name: PathText): string | Buffer => fsPath(t.at(`outputs/checkpoints/${name}`));

describe('renaming', () => {
  it('gives new names, has pointers and links say them, and undo gives back the exact tree', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    const before = picture(t);
    const operation = await apply(renewal(project, CHANGES, { [`${HOSTILE}-best.pth`]: `${HOSTILE}_best.pth` }));
    expect(results(operation)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(operation.heldBytes).toBe('UNet-epoch_5.pt'.length * 2);
    expect(listing(t.at('outputs/checkpoints'))).toEqual(
      ['UNet_epoch_5.pth', 'UNet_epoch_5.json', 'last.ckpt', 'last_checkpoint', `${HOSTILE}_best.pth`].sort(),
    );
    const after = picture(t);
    expect(after['checkpoints/UNet_epoch_5.pth']).toEqual(before['checkpoints/UNet-epoch_5.pt']);
    expect(after['checkpoints/last_checkpoint']?.mode).toBe('0640');
    expect(readFileSync(at(t, 'last_checkpoint'), 'utf8')).toBe('UNet_epoch_5.pth');
    expect(readlinkSync(at(t, 'last.ckpt'))).toBe('UNet_epoch_5.pth');
    const { conflicts, outcomes } = await undo(project);
    expect({ conflicts, outcomes }).toMatchObject({ conflicts: [], outcomes: outcomes.map(() => ({ result: 'done' })) });
    expect(picture(t)).toEqual(before);
    expect(readOperations(project.outputs)).toEqual([]);
  });

  it('never replaces anything: where the new name is taken, all of it stays as it was', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    const plan = renewal(project, CHANGES);
    writeFileSync(at(t, 'UNet_epoch_5.json'), 'theirs');
    const before = picture(t);
    const operation = await apply(plan);
    expect(results(operation)).toEqual(['skipped together', 'skipped exists', 'skipped together', 'skipped together']);
    expect(picture(t)).toEqual(before);
    expect(readOperations(project.outputs)).toEqual([]);
  });

  it.each<readonly [what: string, meddle: (t: Tree) => void, said: string]>([
    ['a file that was written to', (t) => appendFileSync(at(t, 'UNet-epoch_5.json'), 'x'), 'skipped changed'],
    ['a pointer that was written to', (t) => writeFileSync(at(t, 'last_checkpoint'), 'other.pth'), 'skipped changed'],
    ['a pointer with another name', (t) => linkSync(at(t, 'last_checkpoint'), at(t, 'other')), 'skipped changed'],
    [
      'a link that leads elsewhere now',
      (t) => {
        unlinkSync(at(t, 'last.ckpt'));
        linkSync(at(t, 'last_checkpoint'), at(t, 'last.ckpt'));
      },
      'skipped changed',
    ],
    ['a file that is gone', (t) => unlinkSync(at(t, 'UNet-epoch_5.json')), 'skipped changed'],
  ])('leaves all of it alone because of %s', async (_, meddle, said) => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    const plan = renewal(project, CHANGES);
    meddle(t);
    const before = picture(t);
    expect(results(await apply(plan))).toContain(said);
    expect(picture(t)).toEqual(before);
    expect(readOperations(project.outputs)).toEqual([]);
  });

  it('leaves a pointer alone that another name would make say the old one for ever', async () => {
    using t = tree({ ...TREE, 'outputs/other': { hardLink: 'outputs/checkpoints/last_checkpoint' } });
    const project = projectAt(t.root);
    const before = picture(t);
    const { outcomes } = await apply(renewal(project, CHANGES));
    expect(outcomes[2]).toEqual({ result: 'failed', errno: 'EMLINK' });
    // What was given and taken back has another ctime, and no more than that.
    expect(picture(t)).toEqual(before);
  });

  it('does not keep what is renamed on the disk when somebody deletes it', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    await apply(renewal(project, CHANGES));
    const inode = snapshot(t.at('outputs'))['checkpoints/UNet_epoch_5.pth']?.ino;
    const names = Object.entries(snapshot(t.at('outputs'))).filter(([, { ino }]) => ino === inode);
    expect(names.map(([path]) => path)).toEqual(['checkpoints/UNet_epoch_5.pth']);
  });

  it.each<readonly [what: string, meddle: (t: Tree) => void, whys: readonly string[]]>([
    [
      'the pointer was written again',
      (t) => writeFileSync(at(t, 'last_checkpoint'), 'UNet_epoch_6.pth'),
      ['together', 'together', 'taken', 'together'],
    ],
    [
      'the old name is taken',
      (t) => writeFileSync(at(t, 'UNet-epoch_5.pt'), 'new'),
      ['taken', 'together', 'together', 'together'],
    ],
    ['the file is gone', (t) => unlinkSync(at(t, 'UNet_epoch_5.pth')), ['missing', 'together', 'together', 'together']],
    [
      'the file was renamed again',
      (t) => renameSync(at(t, 'UNet_epoch_5.pth'), at(t, 'mine.pth')),
      ['missing', 'together', 'together', 'together'],
    ],
  ])('undoes nothing of it where %s', async (_, meddle, whys) => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    await apply(renewal(project, CHANGES));
    meddle(t);
    const before = picture(t);
    const { conflicts, plan } = planUndoOf(project);
    expect(conflicts.map(({ why }) => why)).toEqual(whys);
    expect(plan.actions).toEqual([]);
    await undo(project);
    expect(picture(t)).toEqual(before);
  });

  it('gives back what was written to the file under its new name', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    await apply(renewal(project, { 'UNet-epoch_5.json': 'UNet_epoch_5.json' }));
    appendFileSync(at(t, 'UNet_epoch_5.json'), 'more');
    await undo(project);
    expect(readFileSync(at(t, 'UNet-epoch_5.json'), 'utf8')).toBe('{}more');
    expect(existsSync(at(t, 'UNet_epoch_5.json'))).toBe(false);
  });

  it('refuses a plan that moves something elsewhere', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    for (const to of ['../logs/UNet.pth', 'run/UNet.pth', 'UNet-epoch_5.pt', '..'])
      await expect(apply(renewal(project, { 'UNet-epoch_5.pt': to }))).rejects.toThrow(/no other name|not a path|leads out/);
  });
});

describe('recovery of a renaming that was interrupted', () => {
  it('gives the whole unit its old names and texts back when one file still has its old name', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    const before = picture(t);
    await apply(renewal(project, CHANGES));
    linkSync(at(t, 'UNet_epoch_5.pth'), at(t, 'UNet-epoch_5.pt'));
    recover(project.outputs, [locate(project)], 0n);
    expect(picture(t)).toEqual(before);
    expect(readOperations(project.outputs)).toEqual([]);
  });

  it('keeps the new names when every file has its own, and undo still gives back the exact tree', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    const before = picture(t);
    await apply(renewal(project, CHANGES));
    const after = picture(t);
    recover(project.outputs, [locate(project)], 0n);
    expect(picture(t)).toEqual(after);
    await undo(project);
    expect(picture(t)).toEqual(before);
  });

  it('changes nothing of a unit whose file somebody replaced', async () => {
    using t = tree(TREE);
    const project = projectAt(t.root);
    await apply(renewal(project, CHANGES));
    writeFileSync(at(t, 'UNet-epoch_5.pt'), 'theirs');
    const before = picture(t);
    recover(project.outputs, [locate(project)], 0n);
    expect(picture(t)).toEqual(before);
  });
});
