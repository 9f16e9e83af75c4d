import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ignoreRule, ignoresPlainly, withIgnoreBlock } from '../../../src/core/init/gitignore-block.ts';
import { fc } from '../../support/properties.ts';
import { temporary } from '../../support/run.ts';

describe('withIgnoreBlock', () => {
  it.each([
    ['an empty file', '', ''],
    ['a final newline', '*.pyc\n', '*.pyc\n\n'],
    ['no final newline', '*.pyc', '*.pyc\n\n'],
    ['CRLF', '*.pyc\r\n', '*.pyc\r\n\r\n'],
  ])('appends after %s', (_, before, expected) => {
    const after = withIgnoreBlock(before, ['/outputs/']);
    expect(after.startsWith(expected)).toBe(true);
    expect(after).toContain('/outputs/');
    expect(before.includes('\r\n') ? after.replaceAll('\r\n', '') : '').not.toContain('\n');
  });

  it('renews its own block in place and leaves every other byte', () => {
    const before = `# mine\n${withIgnoreBlock('', ['/old/'])}# more\n`;
    expect(withIgnoreBlock(before, ['/new/'])).toBe(before.replace('/old/', '/new/'));
  });

  it('keeps every earlier byte and is idempotent, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string(), (before) => {
        const after = withIgnoreBlock(before, ['/outputs/']);
        expect(after.startsWith(before)).toBe(true);
        expect(withIgnoreBlock(after, ['/outputs/'])).toBe(after);
      }),
    );
  });

  it('does not take a commented or longer line for its own', () => {
    const before = '## >>> outputs (written by `outputs init`)\n';
    expect(withIgnoreBlock(before, ['/outputs/']).startsWith(before)).toBe(true);
  });
});

describe('ignoreRule', () => {
  it.each(['outputs', 'data/out', 'a b', 'ends with space ', 'star*', '[x]', 'back\\slash', '!bang', '#hash'])(
    'git understands %j',
    (folder) => {
      using project = temporary();
      execFileSync('git', ['init', '--quiet'], { cwd: project.path });
      mkdirSync(join(project.path, folder), { recursive: true });
      writeFileSync(join(project.path, '.gitignore'), withIgnoreBlock('', [ignoreRule(folder)]));
      const answer = execFileSync('git', ['check-ignore', '-z', '--stdin'], { cwd: project.path, input: `${folder}/x.pth` });
      expect(answer.toString()).toBe(`${folder}/x.pth\0`);
    },
  );
});

describe('ignoresPlainly', () => {
  it.each(['outputs', 'outputs/', '/outputs/', 'outputs/*', 'outputs/  '])('knows %j', (line) => {
    expect(ignoresPlainly(`*.pyc\n${line}\n`, 'outputs')).toBe(true);
  });
  it.each(['#outputs/', 'outputs2/', '!outputs/', 'my outputs/'])('is not taken in by %j', (line) => {
    expect(ignoresPlainly(`${line}\n`, 'outputs')).toBe(false);
  });
});
