import { chmodSync, lchownSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findProject } from '../../../../src/core/config/read/find-project.ts';
import { repositoryAround } from '../../../../src/core/git/read/find-repository.ts';
import { collectExternalState } from '../../../../src/core/protection/read/external-state.ts';
import { MEANS } from '../../../support/git-means.ts';
import { projectAt } from '../../../support/section.ts';
import { tree } from '../../../support/tree.ts';

const STRANGER = 65_534;
const isRoot = process.geteuid?.() === 0;
const uid = process.geteuid?.() ?? -1;

it.runIf(process.env['CI'])('CI is root, which can give a `.git` to somebody else', () => expect(isRoot).toBe(true));

describe.skipIf(!isRoot)("another user's .git", () => {
  function withTheirs(mode: number) {
    const t = tree({ 'top/.git/HEAD': '', 'top/p/outputs/cache/x': '' });
    chmodSync(t.at('top'), mode);
    lchownSync(t.at('top/.git'), STRANGER, STRANGER);
    return t;
  }

  it('in a sticky folder above is passed over', () => {
    using t = withTheirs(0o1777);
    const { around, passedOver } = repositoryAround(t.at('top/p'), { root: t.at('top/p'), uid, trusted: false });
    expect(around).toEqual({ state: 'none' });
    expect(passedOver).toEqual([{ path: t.at('top/.git'), uid: STRANGER }]);
  });

  it('does not say where the project is', () => {
    using t = withTheirs(0o1777);
    expect(findProject({ cwd: t.at('top/p'), env: {}, home: null, uid }).root).toBe(t.at('top/p'));
  });

  it.each([
    ['top', 0o1777],
    ['top/p', 0o755],
  ])('around a project in %s (mode %o of its folder) is a refusal that names trust', async (root, mode) => {
    using t = withTheirs(mode);
    await expect(collectExternalState(projectAt(t.at(root)), [], { ...MEANS, proc: '/proc' })).rejects.toMatchObject({
      code: 'refused',
      hint: expect.stringContaining('outputs trust'),
    });
  });

  it('counts where the project is trusted', () => {
    using t = withTheirs(0o755);
    const { around } = repositoryAround(t.at('top/p'), { root: t.at('top/p'), uid, trusted: true });
    expect(around).toEqual({ state: 'found', top: t.at('top') });
  });
});
