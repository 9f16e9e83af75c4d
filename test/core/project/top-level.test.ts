import { expect, test } from 'vitest';
import { scanTopLevel } from '../../../src/core/project/top-level.ts';
import { projectAt } from '../../support/section.ts';
import { tree } from '../../support/tree.ts';

test('names what lies directly in outputs, without looking into it', () => {
  using t = tree({
    'outputs/2025-08-25/12-00/x': '',
    'outputs/README.md': '',
    'outputs/cache/x': '',
    'outputs/\udcff': { link: 'cache' },
  });
  const items = scanTopLevel(projectAt(t.root));
  expect(items.map(({ path, facts, children }) => [path, facts.type, children])).toEqual([
    ['2025-08-25', 'directory', []],
    ['README.md', 'file', []],
    ['cache', 'directory', []],
    ['\udcff', 'link', []],
  ]);
});

test('nothing where there is no such directory; a refusal where it cannot be told', () => {
  using t = tree({ 'p/outputs': '' });
  expect(scanTopLevel(projectAt(t.root))).toEqual([]);
  expect(() => scanTopLevel(projectAt(t.at('p')))).toThrow('(ENOTDIR)');
});
