import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gatherEvidence } from '../../../../src/core/checkpoints/read/gather-evidence.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import { canTrace, inChild } from '../../../support/child.ts';
import { MEANS } from '../../../support/git-means.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { IN_MEMORY, tree } from '../../../support/tree.ts';
import { inspectionOf, recognisedIn, recognitionOf } from '../../../support/units.ts';

describe('everything about a section', () => {
  it('together: pointers before references, and what was warned of', async () => {
    using t = tree({
      'outputs/checkpoints/a_1.pth': '',
      'outputs/checkpoints/b_2.pth': '',
      'outputs/checkpoints/last_checkpoint': 'a_1.pth',
      'outputs/checkpoints/r/latest': '',
      'x.py': '\na_1.pth b_2.pth',
      'big.md': { bytes: 2_000_000 },
    });
    const scan = scanSection(sectionAt(t.at('outputs/checkpoints'), 'checkpoints'));
    const recognition = recognitionOf(recognisedIn(scan, ['a_1.pth', 'b_2.pth']), {
      last_checkpoint: 'name',
      'r/latest': 'name',
    });
    const evidence = await gatherEvidence(projectAt(t.root), scan, recognition, {
      means: MEANS,
      inspections: new Map(
        ['a_1.pth', 'b_2.pth'].map((path) => {
          const value = path === 'a_1.pth' ? 0.5 : Number.NaN;
          return [path, inspectionOf({ metrics: [{ name: 'val_loss', value }] })];
        }),
      ),
    });
    expect(evidence.recognition).toBe(recognition);
    expect([...evidence.inspections.keys()]).toEqual(['a_1.pth', 'b_2.pth']);
    expect(Object.fromEntries(evidence.mentions)).toEqual({
      'a_1.pth': [
        { code: 'pointed-at', by: t.at('outputs/checkpoints/last_checkpoint') },
        { code: 'referenced', by: t.at('x.py'), line: 2 },
      ],
      'b_2.pth': [{ code: 'referenced', by: t.at('x.py'), line: 2 }],
    });
    expect([...evidence.blind]).toEqual([['r', { pointer: t.at('outputs/checkpoints/r/latest'), why: 'it is empty' }]]);
    expect([...evidence.metrics.values()].flat().map(({ name, value }) => [name, value])).toEqual([
      ['val_loss', 0.5],
      ['val_loss', Number.NaN],
    ]);
    expect(evidence.warnings).toHaveLength(1);
  });

  it('of a section that is not there', async () => {
    using t = tree();
    const scan = scanSection(sectionAt(t.at('outputs/checkpoints'), 'checkpoints'));
    const evidence = await gatherEvidence(projectAt(t.root), scan, recognitionOf([]), {
      means: MEANS,
      inspections: new Map(),
    });
    expect(evidence).toMatchObject({
      inspections: new Map(),
      mentions: new Map(),
      blind: new Map(),
      metrics: new Map(),
      warnings: [],
    });
  });
});

const GATHER = `
  const scan = scanSection(sectionAt(root + '/outputs/checkpoints', 'checkpoints'));
  const units = scan.items.filter(({ path }) => path.endsWith('.ckpt')).map((part) => {
    const epoch = Number(part.path.slice(1, -5));
    return { path: part.path, parts: [part], checkpoint: { model: 'm', role: 'regular', epoch }, run: '', layout: 'test' };
  });
  const recognition = { units, unfinished: [], pointers: [{ path: 'last_checkpoint', form: 'name' }], choices: [] };
  const inspection = { format: 'x', completeness: 'complete', why: '', metrics: [], names: [] };
  const inspections = new Map(units.map(({ path }) => [path, inspection]));
  const { metrics, mentions } = await gatherEvidence(projectAt(root), scan, recognition, { means: {}, inspections });`;
const IMPORTS = `
  import { gatherEvidence } from './src/core/checkpoints/read/gather-evidence.ts';
  import { scanSection } from './src/core/scan/scan-section.ts';
  import { projectAt, sectionAt } from './test/support/section.ts';`;

describe('100,000 checkpoints in one folder', () => {
  it('take seconds, not hours', () => {
    using t = tree({ 'outputs/checkpoints/last_checkpoint': 'e7.ckpt', 'x.py': 'load("e99999.ckpt")' }, undefined, IN_MEMORY);
    execFileSync('sh', ['-c', 'cd "$0" && seq -f "e%.0f.ckpt" 0 99999 | xargs touch', t.at('outputs/checkpoints')]);
    execFileSync('sh', [
      '-c',
      '{ echo epoch,val_loss; seq 0 99999 | sed "s/$/,0.5/"; } > "$0"',
      t.at('outputs/checkpoints/metrics.csv'),
    ]);
    const answer = inChild(t, IMPORTS, `${GATHER} return [metrics.size, [...mentions.keys()].sort()];`);
    expect(answer).toEqual([100_000, ['e7.ckpt', 'e99999.ckpt']]);
  });

  it.skipIf(!canTrace())('cost no system call each beyond the scan', () => {
    using t = tree({ 'outputs/checkpoints/last_checkpoint': 'e7.ckpt' }, undefined, IN_MEMORY);
    execFileSync('sh', ['-c', 'cd "$0" && seq -f "e%.0f.ckpt" 0 999 | xargs touch', t.at('outputs/checkpoints')]);
    const log = `${t.root}.strace`;
    try {
      inChild(t, IMPORTS, `${GATHER} return metrics.size;`, { under: ['strace', '-f', '-e', 'trace=file', '-o', log] });
      const calls = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes('e999.ckpt'));
      expect(calls).toHaveLength(1);
    } finally {
      execFileSync('rm', ['-f', '--', log]);
    }
  });
});
