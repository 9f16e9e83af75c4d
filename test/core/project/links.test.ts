import { lstatSync } from 'node:fs';
import { expect, test } from 'vitest';
import { linksOf } from '../../../src/core/project/links.ts';
import { scanSection } from '../../../src/core/project/scan.ts';
import type { PathText } from '../../../src/core/types.ts';
import { projectAt, sectionAt } from '../../support/section.ts';
import { type Tree, tree } from '../../support/tree.ts';

function keyOf(t: Tree, path: PathText): string {
  const { dev, ino } = lstatSync(t.at(path), { bigint: true });
  return `${dev}:${ino}`;
}

test('links at any depth of what was scanned, at the top of what was not', () => {
  using t = tree({
    'outputs/checkpoints/a.pth': '',
    'outputs/checkpoints/b.pth': '',
    'outputs/checkpoints/c.pth': '',
    'outputs/checkpoints/d.pth': '',
    'outputs/checkpoints/run/deep/latest': { link: '../../a.pth' },
    'outputs/current': { link: 'checkpoints/b.pth' },
    'outputs/models/live': { link: '../checkpoints/c.pth' },
    'outputs/models/deep/link': { link: '../../checkpoints/d.pth' },
    'best.pth': { link: 'outputs/checkpoints/chain' },
    'outputs/checkpoints/chain': { link: 'a.pth' },
    dangling: { link: 'nowhere' },
  });
  const project = projectAt(t.root);
  const scans = project.sections.filter(({ kind }) => kind === 'checkpoints').map((section) => scanSection(section));
  const links = linksOf(project, scans);
  expect(links.get(keyOf(t, 'outputs/checkpoints/b.pth'))).toBe(t.at('outputs/current'));
  expect(links.get(keyOf(t, 'outputs/checkpoints/c.pth'))).toBe(t.at('outputs/models/live'));
  expect(links.has(keyOf(t, 'outputs/checkpoints/d.pth'))).toBe(false);
  expect(links.has(keyOf(t, 'outputs/checkpoints/a.pth'))).toBe(true);
  expect(links.size).toBe(3);
});

test('sections that are not in use are not asked', () => {
  using t = tree({ 'outputs/a': '', 'outputs/models/live': { link: '../a' } });
  const project = projectAt(t.root, { sections: [{ ...sectionAt(t.at('outputs/models'), 'models'), active: false }] });
  expect(linksOf(project, []).size).toBe(0);
});

test('a folder that cannot be read is a refusal, for any link could be in it', () => {
  using t = tree({ 'outputs/x': '', 'outputs/models': '' });
  expect(() => linksOf(projectAt(t.root), [])).toThrow(/cannot read .*models \(ENOTDIR\)/);
});
