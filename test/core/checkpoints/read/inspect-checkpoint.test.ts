// Looks into checkpoints on a real disk: through held directories, past no link, and with what cannot be read as unknown.

import { appendFileSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectUnit, inspectUnits } from '../../../../src/core/checkpoints/read/inspect-checkpoint.ts';
import { type Directory, openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import { scanFolder, scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { Inspection, Unit } from '../../../../src/core/types/checkpoints.ts';
import type { Item, Scan } from '../../../../src/core/types/items.ts';
import { canTrace, inChild } from '../../../support/child.ts';
import { fixture } from '../../../support/fixtures.ts';
import { sectionAt } from '../../../support/section.ts';
import { type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

const PTH = { text: fixture('UNet_epoch_5.pth') };
const SAFE = { text: fixture('model.safetensors') };

function unitOf(...parts: readonly Item[]): Unit {
  const [first] = parts;
  if (first === undefined) throw new Error('no parts');
  return { path: first.path, parts, checkpoint: { model: '', role: 'regular' }, run: '', layout: '' };
}

/** Scans, does something, then looks into the unit of these names. */
function inspected(
  spec: TreeSpec,
  names: readonly string[],
  between: (at: (path: string) => string) => void = () => {},
): Inspection {
  using t = tree(spec);
  return withRoot((root) => {
    const top: Directory = openPath(root, t.root);
    const { children } = scanFolder(
      top,
      '',
      () => {},
      () => {},
    );
    between(t.at);
    const parts = names.map((name) => {
      const item = children.find(({ path }) => path === name);
      if (item === undefined) throw new Error(`no ${name}`);
      return item;
    });
    return inspectUnit(top, unitOf(...parts));
  });
}

describe('every checkpoint of a section', () => {
  const scanned = (t: Tree): { readonly scan: Scan; readonly units: readonly Unit[] } => {
    const scan = scanSection(sectionAt(t.at('checkpoints'), 'checkpoints'));
    return { scan, units: scan.items.map((item) => unitOf(item)) };
  };

  it('is looked into, and told of, and we are where we were then', () => {
    const names = Array.from({ length: 120 }, (_, at) => `m_${at}.pth`);
    using t = tree({
      ...Object.fromEntries(names.map((name) => [`checkpoints/a/${name}`, PTH])),
      ...{ 'checkpoints/b.pth': PTH, 'checkpoints/c.safetensors': SAFE },
    });
    const { scan } = scanned(t);
    const items = [...(scan.items[0]?.children ?? []), ...scan.items.slice(1)];
    const heard: string[] = [];
    const before = process.cwd();
    const found = inspectUnits(
      scan,
      items.map((item) => unitOf(item)),
      'state',
      (done, of) => heard.push(`${done}/${of}`),
    );
    expect(process.cwd()).toBe(before);
    expect([...found.keys()]).toEqual([...names.map((name) => `a/${name}`).sort(), 'b.pth', 'c.safetensors']);
    expect(new Set([...found.values()].map(({ completeness }) => completeness))).toEqual(new Set(['complete']));
    expect(found.get('a/m_7.pth')).toMatchObject({ epoch: 4, optimizer: true });
    expect(heard).toEqual(['100/122', '122/122']);
  });

  it('in a folder that was entered, and is another one by then, is unknown', () => {
    const names = Array.from({ length: 120 }, (_, at) => `m_${at}.pth`);
    const filesIn = (folder: string): TreeSpec => Object.fromEntries(names.map((name) => [`${folder}/${name}`, PTH]));
    using t = tree({ ...filesIn('checkpoints/a'), ...filesIn('b') });
    const { scan } = scanned(t);
    const items = scan.items[0]?.children ?? [];
    const found = inspectUnits(
      scan,
      items.map((item) => unitOf(item)),
      'state',
      (done) => {
        if (done !== 100) return;
        renameSync(t.at('checkpoints/a/m_98.pth'), t.at('checkpoints/a/m_99.pth'));
        renameSync(t.at('checkpoints/a'), t.at('away'));
        renameSync(t.at('b'), t.at('checkpoints/a'));
      },
    );
    // It is held, and stays the folder that was scanned, wherever it is now.
    const late = [...found].filter(([, { completeness }]) => completeness !== 'complete').map(([path]) => path);
    expect(late).toEqual(['a/m_98.pth', 'a/m_99.pth']);
  });

  it('of a section that is not there is none', () => {
    using t = tree({});
    const { scan, units } = scanned(t);
    expect(inspectUnits(scan, units, 'state').size).toBe(0);
  });
});

it('looks into a folder of any number of files', () => {
  using t = tree({ 'step/0': '', 'step/1': '' });
  withRoot((root) => {
    const top = openPath(root, t.root);
    const {
      children: [item],
    } = scanFolder(
      top,
      '',
      () => {},
      () => {},
    );
    if (item === undefined) throw new Error('no item');
    const crowded = { ...item, children: new Array<Item>(200_000).fill(item.children[0] as Item) };
    expect(inspectUnit(top, unitOf(crowded)).format).toBe('folder');
  });
});

describe('a file', () => {
  it('as it is', () => {
    expect(inspected({ 'a.pth': PTH }, ['a.pth'])).toMatchObject({ format: 'pytorch', completeness: 'complete', epoch: 4 });
  });

  it('with what moves along with it', () => {
    const spec = { 'a.onnx': { text: fixture('external.onnx') }, 'external.onnx.data': { bytes: 128 }, 'a.json': '{}' };
    expect(inspected(spec, ['a.json', 'a.onnx'])).toMatchObject({ format: 'onnx', completeness: 'complete' });
    expect(inspected({ ...spec, 'external.onnx.data': { bytes: 100 } }, ['a.onnx'])).toMatchObject({
      completeness: 'incomplete',
    });
  });

  it.each<[string, (at: (path: string) => string) => void]>([
    ['grows', (at) => appendFileSync(at('a.pth'), 'x')],
    ['is written again', (at) => writeFileSync(at('a.pth'), fixture('UNet_epoch_5.pth'))],
    ['is touched', (at) => utimesSync(at('a.pth'), 1, 1)],
    ['is replaced', (at) => renameSync(at('b.pth'), at('a.pth'))],
  ])('that %s meanwhile is unknown', (_, change) => {
    const found = inspected({ 'a.pth': PTH, 'b.pth': PTH }, ['a.pth'], change);
    expect(found).toMatchObject({ completeness: 'unknown', why: 'it is being written' });
  });

  it('that is gone meanwhile is unknown', () => {
    const found = inspected({ 'a.pth': PTH }, ['a.pth'], (at) => renameSync(at('a.pth'), at('b.pth')));
    expect(found).toMatchObject({ completeness: 'unknown', why: 'it cannot be read: ENOENT' });
  });

  it('that is a link, or became one, is not followed', () => {
    expect(inspected({ 'a.pth': { link: 'b.pth' }, 'b.pth': PTH }, ['a.pth'])).toMatchObject({
      completeness: 'unknown',
      why: 'it is a link',
    });
    const found = inspected({ 'a.pth': PTH, 'b.pth': { link: 'c.pth' }, 'c.pth': PTH }, ['a.pth'], (at) =>
      renameSync(at('b.pth'), at('a.pth')),
    );
    expect(found).toMatchObject({ completeness: 'unknown', why: 'it cannot be read: ELOOP' });
  });

  it('that is a pipe by now does not hold us up', () => {
    const found = inspected({ 'a.pth': PTH, pipe: { fifo: true } }, ['a.pth'], (at) => renameSync(at('pipe'), at('a.pth')));
    expect(found).toMatchObject({ completeness: 'unknown' });
  });

  it('that may not be read is unknown', () => {
    using t = tree({ 'a.pth': { ...PTH, mode: 0o200 } });
    const found = inChild(
      t,
      `import { openPath, withRoot } from './src/core/disk/directory.ts'; import { inspectUnit, inspectUnits } from './src/core/checkpoints/read/inspect-checkpoint.ts'; import { scanFolder, scanSection } from './src/core/scan/scan-section.ts';`,
      `return withRoot((slash) => { const top = openPath(slash, root); const { children: [item] } = scanFolder(top, '', () => {}, () => {});
        return inspectUnit(top, { path: item.path, parts: [item] }); });`,
      { unprivileged: true },
    );
    expect(found).toMatchObject({ completeness: 'unknown', why: 'it cannot be read: EACCES' });
  });
});

describe('a folder', () => {
  const SPEC: TreeSpec = {
    'checkpoint-5/model.safetensors': SAFE,
    'checkpoint-5/optimizer.pt': PTH,
    'checkpoint-5/trainer_state.json': '{"global_step": 5, "x": NaN}',
  };

  it('with all that is in it', () => {
    expect(inspected(SPEC, ['checkpoint-5'])).toMatchObject({ completeness: 'complete', step: 5, optimizer: true, tensors: 3 });
  });

  it('in which a file changes meanwhile is unknown', () => {
    const found = inspected(SPEC, ['checkpoint-5'], (at) => appendFileSync(at('checkpoint-5/optimizer.pt'), 'x'));
    expect(found).toMatchObject({ completeness: 'unknown', why: 'optimizer.pt: it is being written' });
  });

  it('that is a set of shards', () => {
    const shards = { 'm-00001-of-00002.safetensors': SAFE, 'm-00002-of-00002.safetensors': SAFE };
    expect(inspected(shards, Object.keys(shards))).toMatchObject({ format: 'sharded', completeness: 'complete', tensors: 6 });
    expect(inspected({ ...shards, 'm-00002-of-00002.safetensors': '' }, Object.keys(shards))).toMatchObject({
      completeness: 'incomplete',
    });
  });
});

it.skipIf(!canTrace())('a look at a plain file takes few system calls', () => {
  using t = tree({ 'a.pth': PTH });
  using aside = tree();
  const found = inChild(
    t,
    `import { openPath, withRoot } from './src/core/disk/directory.ts'; import { inspectUnit, inspectUnits } from './src/core/checkpoints/read/inspect-checkpoint.ts'; import { scanFolder, scanSection } from './src/core/scan/scan-section.ts'; import { statSync } from 'node:fs';`,
    `return withRoot((slash) => { const top = openPath(slash, root); const { children: [item] } = scanFolder(top, '', () => {}, () => {});
      const unit = { path: item.path, parts: [item] };
      inspectUnit(top, unit);
      try { statSync('/begin-looking'); } catch {}
      inspectUnit(top, unit);
      try { statSync('/end-looking'); } catch {}
      return null; });`,
    { under: ['strace', '-o', `${aside.root}/log`, '-e', 'trace=file,desc'] },
  );
  expect(found).toBeNull();
  const lines = readFileSync(aside.at('log'), 'latin1').split('\n');
  const calls = lines.slice(
    lines.findIndex((line) => line.includes('begin-looking')) + 1,
    lines.findIndex((line) => line.includes('end-looking')),
  );
  // open, fstat, first page, last page, what lies between, fstat, close. V8 may map memory meanwhile.
  expect(calls.filter((line) => !line.startsWith('mmap')).map((line) => line.slice(0, line.indexOf('(')))).toEqual([
    'openat',
    'statx',
    'pread64',
    'pread64',
    'statx',
    'close',
  ]);
});
