// 8,000 folders of 250 characters in one another: their paths together are 8 GB.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../support/context.ts';
import { at } from '../support/small-project.ts';
import { makeDeep, tree } from '../support/tree.ts';

const NAME = 'd'.repeat(250);

test('a tree of any depth is not looked into to its end; it stays, and that is said', async () => {
  using t = tree({
    'configs/project_config.yaml': 'outputs: {}\n',
    'outputs/cache/deep': { dir: true },
    'outputs/cache/other': { bytes: 10, age: '9d' },
    'outputs/checkpoints/deep': { dir: true },
    'outputs/checkpoints/UNet_epoch_1.pth': { bytes: 10, age: '9d' },
    'outputs/logs/deep': { dir: true },
  });
  for (const section of ['cache', 'checkpoints', 'logs']) makeDeep(t.at(`outputs/${section}/deep`), 8000, NAME);
  const codes: Record<string, number> = {};
  for (const argv of [
    ['paths'],
    ['status'],
    ['check'],
    ['doctor'],
    ['prune-logs'],
    ['prune-checkpoints', '--dry-run'],
    ['clean', '--cache', '--dry-run'],
    ['clean', '--cache', '--trash'],
    ['undo'],
    ['clean', '--cache'],
  ]) {
    const { code, stderr } = await run(argv, at(t));
    codes[argv.join(' ')] = code;
    if (argv[0] === 'clean')
      expect(stderr).toMatch(/d… \(\d+ characters\) could not be read, .*: path too long \(ENAMETOOLONG\)/);
  }
  expect(codes).toEqual({
    paths: 0,
    status: 0,
    check: 3,
    doctor: 0,
    'prune-logs': 3,
    'prune-checkpoints --dry-run': 3,
    'clean --cache --dry-run': 3,
    'clean --cache --trash': 3,
    undo: 0,
    'clean --cache': 3,
  });
  expect(existsSync(t.at(`outputs/cache/deep/${NAME}/${NAME}`))).toBe(true);
  expect(existsSync(t.at('outputs/cache/other'))).toBe(false);
}, 300_000);
