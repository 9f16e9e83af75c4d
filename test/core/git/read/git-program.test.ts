import { chmodSync, lchownSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gitProgram } from '../../../../src/core/git/read/git-program.ts';
import { tree } from '../../../support/tree.ts';

function withGit() {
  const t = tree({ 'bin/git': '#!/bin/sh\n' });
  chmodSync(t.at('bin'), 0o755);
  chmodSync(t.at('bin/git'), 0o755);
  return t;
}

it('is the first file on the PATH that can be run, never one of a relative folder', () => {
  using t = withGit();
  mkdirSync(t.at('folder/git'), { recursive: true });
  mkdirSync(t.at('text'));
  writeFileSync(t.at('text/git'), '');
  expect(gitProgram(`:.:bin:${t.at('folder')}:${t.at('text')}:${t.at('bin')}`, 1)).toEqual({ file: t.at('bin/git') });
});

describe.skipIf(process.geteuid?.() !== 0)('as root', () => {
  it('is none that others can change', () => {
    using t = withGit();
    const first = (uid: number) => gitProgram(t.at('bin'), uid);
    expect(first(0)).toEqual({ file: t.at('bin/git') });
    chmodSync(t.at('bin/git'), 0o757);
    expect(first(0)).not.toEqual({ file: t.at('bin/git') });
    chmodSync(t.at('bin/git'), 0o755);
    for (const path of ['bin', 'bin/git']) {
      lchownSync(t.at(path), 65_534, 65_534);
      expect(first(0), path).not.toEqual({ file: t.at('bin/git') });
      expect(first(65_534), path).toEqual({ file: t.at('bin/git') });
      lchownSync(t.at(path), 0, 0);
    }
  });
});
