import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { placeComponents, privilegeFacts } from '../../../../src/core/guard/read/privilege-facts.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { tree } from '../../../support/tree.ts';

describe('who owns what on the way', () => {
  test('every folder from / down to each place, once, and the configuration', () => {
    using t = tree({ 'p/outputs/cache': { dir: true }, 'p/c.yaml': '' });
    const project = { ...projectAt(t.at('p')), configFile: t.at('p/c.yaml') };
    const { components, owner } = privilegeFacts(project, 0, '/proc');
    const paths = components.map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)]);
    expect(paths).toEqual(expect.arrayContaining(['/', t.root, t.at('p'), t.at('p/c.yaml'), t.at('p/outputs')]));
    expect(owner.uid).toBe(lstatSync(t.at('p/outputs')).uid);
  });

  test('links on the way, and what they lead to', () => {
    using t = tree({ 'real/outputs/cache': { dir: true }, way: { link: 'real' } });
    const project = projectAt(t.at('way'), { sections: [sectionAt(t.at('way/outputs/cache'))] });
    const components = new Map(privilegeFacts(project, 0, '/proc').components.map((one) => [one.path, one]));
    expect(components.get(t.at('way'))?.isLink).toBe(true);
    expect(components.get(t.at('real'))?.isLink).toBe(false);
    expect(components.has(t.at('real/outputs'))).toBe(true);
  });

  test('where outputs are missing, the folder they are going to lie in decides', () => {
    using t = tree({ p: { dir: true } });
    expect(privilegeFacts(projectAt(t.at('p')), 0, '/proc').owner.uid).toBe(lstatSync(t.at('p')).uid);
  });

  test('the places themselves, without the way', () => {
    using t = tree({});
    mkdirSync(t.at('outputs'));
    symlinkSync('nowhere', t.at('link'));
    const project = projectAt(t.root, { sections: [sectionAt(t.at('link')), sectionAt(t.at('missing'))] });
    expect(placeComponents(project).map(({ path, isLink }) => [path, isLink])).toEqual([
      [t.at('outputs'), false],
      [t.at('link'), true],
    ]);
  });
});

describe('users who are not in our namespace', () => {
  test.each([
    ['0 0 4294967295', null],
    ['0 1000 1', 1234],
  ])('with uid_map %j: %j', (map, expected) => {
    using t = tree({ 'proc/self/uid_map': `         ${map}\n`, 'proc/sys/kernel/overflowuid': '1234\n' });
    expect(privilegeFacts(projectAt(t.root), 0, t.at('proc')).overflowUid).toBe(expected);
  });

  test('have the usual number where the system does not say, and none where there is no such thing', () => {
    using t = tree({});
    mkdirSync(t.at('self'));
    writeFileSync(t.at('self/uid_map'), '0 1000 1\n');
    expect(privilegeFacts(projectAt(t.root), 0, t.root).overflowUid).toBe(65_534);
    expect(privilegeFacts(projectAt(t.root), 0, '/nowhere').overflowUid).toBeNull();
  });
});
