// What cannot be moved, really: immutable files, a read-only mount, the lower layer of an overlay. It is said, and the rest is done.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command, outputs } from '../support/run.ts';
import { snapshot, type Tree, tree } from '../support/tree.ts';

const FILES = {
  'outputs/artifacts/a': { bytes: 1, age: '3d' },
  'outputs/artifacts/run/b': { bytes: 1, age: '3d' },
  'outputs/artifacts/run/sub/c': { bytes: 1, age: '3d' },
} as const;

function works(line: string, place: string): boolean {
  return spawnSync('sh', ['-c', line], { cwd: place, stdio: 'ignore' }).status === 0;
}

const canChattr: boolean = (() => {
  using t = tree({ x: '' });
  return works('chattr +i x && chattr -i x', t.root);
})();

const canOverlay: boolean = (() => {
  using t = tree({ 'low/x': '', 'up/y': { dir: true }, 'work/y': { dir: true }, 'all/y': { dir: true } });
  return works(`unshare -m mount -t overlay none -o lowerdir=low,upperdir=up,workdir=work all`, t.root);
})();

describe.skipIf(!canChattr)('a file that is', () => {
  it.each(['i', 'a'])('chattr +%s stays, is named, and the rest goes', (flag) => {
    using t = tree(FILES);
    spawnSync('chattr', [`+${flag}`, t.at('outputs/artifacts/a')]);
    try {
      const ran = outputs(t.root, ['clean', '--artifacts', '--yes']);
      expect(ran.status).toBe(3);
      expect(ran.stdout).toMatch(/^a .*EPERM/m);
      expect(Object.keys(snapshot(t.at('outputs/artifacts'))).sort()).toEqual(['', 'a']);
    } finally {
      spawnSync('chattr', [`-${flag}`, t.at('outputs/artifacts/a')]);
    }
  });
});

describe.skipIf(spawnSync('unshare', ['-m', 'true']).status !== 0)('a read-only mount', () => {
  it('is one clear refusal, and nothing else', () => {
    using t = tree(FILES);
    const before = snapshot(t.root);
    const line = `mount --bind . . && mount -o remount,bind,ro . . && cd "$PWD" && exec "$0" "$1" clean --artifacts --yes`;
    const ran = spawnSync('unshare', ['-m', 'sh', '-c', line, process.execPath, command], { cwd: t.root, encoding: 'utf8' });
    expect(ran.status).toBe(4);
    expect(ran.stderr).toContain('EROFS');
    expect(snapshot(t.root)).toEqual(before);
  });
});

describe.skipIf(!canOverlay)('the lower layer of an overlay', () => {
  it('loses nothing: every file is at its place or in the trash, and undo brings all of it back', () => {
    using t = tree({ 'work/y': { dir: true }, 'up/y': { dir: true }, all: { dir: true }, ...below('low', FILES) });
    const mount = `mount -t overlay none -o lowerdir=low,upperdir=up,workdir=work all && cd all`;
    const list = 'find outputs/artifacts -type f | sort';
    const line = `${mount} && { "$0" "$1" clean --artifacts --yes; echo "rc $?"; find outputs -type f -name c -o -type f -name b -o -path '*/items/*' -type f | sort; "$0" "$1" undo; ${list}; }`;
    const ran = spawnSync('unshare', ['-m', 'sh', '-c', line, process.execPath, command], { cwd: t.root, encoding: 'utf8' });
    const [, after = ''] = ran.stdout.split(/^rc [03]$/m);
    // By name, or by number in the trash: a folder of a lower layer goes there file by file.
    expect(after.split(/^(?:restore|Put back)/m)[0]?.match(/[/](?:[bc]|items[/]\d+)$/gm)?.length).toBeGreaterThan(1);
    expect(after).toContain('outputs/artifacts/a\noutputs/artifacts/run/b\noutputs/artifacts/run/sub/c\n');
    expect(readFileSync(t.at('low/outputs/artifacts/a'), 'utf8')).toBe('x');
  });
});

function below(folder: string, spec: typeof FILES): Parameters<Tree['add']>[0] {
  return Object.fromEntries(Object.entries(spec).map(([path, leaf]) => [`${folder}/${path}`, leaf]));
}
