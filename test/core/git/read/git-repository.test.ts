// Which git repository answers for a project: one in another form (reftable, submodule, worktree), and one of which a part is somebody
// else's. Where nobody can answer, the command refuses and everything stays.

import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gitIn, type HostileCheckout, hostileCheckout } from '../../../support/hostile-checkout.ts';
import { outputs } from '../../../support/run.ts';

const CLEAN = ['clean', '--cache', '--yes'];

function tracked(t: HostileCheckout): boolean {
  return existsSync(t.at('p/outputs/cache/tracked'));
}

/** As `git init --ref-format=reftable` lays it out: HEAD names no branch, and `reftable/` holds all names. */
function toReftable(t: HostileCheckout): void {
  const git = t.at('p/.git');
  const config = readFileSync(`${git}/config`, 'utf8').replace('[extensions]', '[extensions]\n\trefStorage = reftable');
  writeFileSync(`${git}/config`, config);
  writeFileSync(`${git}/HEAD`, 'ref: refs/heads/.invalid\n');
  rmSync(`${git}/refs`, { recursive: true });
  mkdirSync(`${git}/refs`);
  writeFileSync(`${git}/refs/heads`, 'this repository uses the reftable format\n');
  mkdirSync(`${git}/reftable`);
  writeFileSync(`${git}/reftable/tables.list`, '0x000000000001-0x000000000002-5f6a4e8c.ref\n');
  writeFileSync(`${git}/reftable/0x000000000001-0x000000000002-5f6a4e8c.ref`, 'REFT');
}

describe('a repository whose names lie in a reftable', () => {
  it('says which files are tracked, as its index is the same', () => {
    using t = hostileCheckout();
    toReftable(t);
    expect(outputs(t.at('p'), CLEAN).status).toBe(0);
    expect(tracked(t)).toBe(true);
    expect(existsSync(t.at('p/outputs/cache/other'))).toBe(false);
  });

  it('refuses where its index is gone: nobody can tell whether it had a commit', () => {
    using t = hostileCheckout();
    toReftable(t);
    rmSync(t.at('p/.git/index'));
    expect(outputs(t.at('p'), CLEAN)).toMatchObject({ status: 4, stderr: expect.stringContaining('index is missing') });
    expect(tracked(t)).toBe(true);
  });

  it('does not look up a name of a commit, and says how to name it by its hash', () => {
    let commit = '';
    // Later git would wait at the pipe that the configuration includes.
    using t = hostileCheckout((project) => {
      commit = gitIn(project, 'rev-parse', 'HEAD');
    });
    toReftable(t);
    expect(outputs(t.at('p'), ['check', '--since', 'main'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("git rev-parse 'main'"),
    });
    expect(outputs(t.at('p'), ['check', '--since', commit]).status).toBeLessThan(2);
    expect(t.hasRun()).toBe(false);
  });
});

/** Moves `.git` to where a superproject keeps it, and leaves the file that names it. */
function asSubmodule(t: HostileCheckout): void {
  mkdirSync(t.at('.git/modules'), { recursive: true });
  renameSync(t.at('p/.git'), t.at('.git/modules/p'));
  writeFileSync(t.at('p/.git'), 'gitdir: ../.git/modules/p\n');
}

it('a submodule answers for its own files', () => {
  using t = hostileCheckout();
  asSubmodule(t);
  expect(outputs(t.at('p'), CLEAN).status).toBe(0);
  expect(tracked(t)).toBe(true);
  expect(existsSync(t.at('p/outputs/cache/other'))).toBe(false);
  expect(t.hasRun()).toBe(false);
});

it('a worktree answers with its own index', () => {
  using t = hostileCheckout((project) => gitIn(project, 'worktree', 'add', '-q', '../tree'));
  writeFileSync(t.at('tree/outputs/cache/other'), 'x');
  expect(outputs(t.at('tree'), CLEAN).status).toBe(0);
  expect(existsSync(t.at('tree/outputs/cache/tracked'))).toBe(true);
  expect(existsSync(t.at('tree/outputs/cache/other'))).toBe(false);
});

it('a submodule and a worktree inside a section stay whole', () => {
  using t = hostileCheckout((project) => {
    gitIn(project, 'worktree', 'add', '-q', 'outputs/cache/tree');
    mkdirSync(`${project}/outputs/cache/module`);
    writeFileSync(`${project}/outputs/cache/module/.git`, 'gitdir: ../../../.git/modules/module\n');
    writeFileSync(`${project}/outputs/cache/module/work`, 'not committed');
  });
  expect(outputs(t.at('p'), CLEAN).status).toBeLessThan(2);
  expect(existsSync(t.at('p/outputs/cache/tree/a/f'))).toBe(true);
  expect(readFileSync(t.at('p/outputs/cache/module/work'), 'utf8')).toBe('not committed');
});

describe.skipIf(process.geteuid?.() !== 0)('a part of it that is another user’s', () => {
  const OTHER = 65_534;

  it.each<[part: string, path: string, make: (t: HostileCheckout) => void]>([
    ['the folder that a .git file names', '.git/modules/p', asSubmodule],
    [
      'the folder that commondir names',
      'shared',
      (t) => {
        renameSync(t.at('p/.git/objects'), t.at('p/.git/kept'));
        mkdirSync(t.at('shared'));
        renameSync(t.at('p/.git/kept'), t.at('shared/objects'));
        renameSync(t.at('p/.git/config'), t.at('shared/config'));
        writeFileSync(t.at('p/.git/commondir'), '../../shared\n');
      },
    ],
    ['the index', 'p/.git/index', () => {}],
    ['the objects', 'p/.git/objects', () => {}],
    [
      'the folder that a link called .git leads to',
      'elsewhere',
      (t) => {
        renameSync(t.at('p/.git'), t.at('elsewhere'));
        symlinkSync('../elsewhere', t.at('p/.git'));
      },
    ],
  ])('%s makes removal refuse and names trust', (_, path, make) => {
    using t = hostileCheckout();
    make(t);
    chownSync(t.at(path), OTHER, OTHER);
    expect(outputs(t.at('p'), CLEAN)).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/belongs to user 65534, who could say that nothing is tracked[\s\S]*outputs trust/),
    });
    expect(tracked(t)).toBe(true);
    expect(t.hasRun()).toBe(false);
  });
});
