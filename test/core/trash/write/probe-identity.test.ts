import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import { knowsAgain, refuseForgetful } from '../../../../src/core/trash/write/probe-identity.ts';
import { onceIn, watched } from '../../../support/interruption.ts';
import { tree } from '../../../support/tree.ts';

test('a sound filesystem is not asked', () => {
  using t = tree({ trash: { dir: true } });
  withRoot((root) => {
    const asked = watched(
      root,
      onceIn('trash', 1, () => expect.unreachable()),
    );
    refuseForgetful(openPath(asked, t.at('trash')), t.at('trash'));
  });
});

describe('when it is tried', () => {
  test('what is renamed is known again, and nothing is left', () => {
    using t = tree({ trash: { dir: true } });
    withRoot((root) => expect(knowsAgain(openPath(root, t.at('trash')))).toBe(true));
    expect(readdirSync(t.at('trash'))).toEqual([]);
  });

  test('or not: somebody who exchanges it stands for a filesystem that forgets', async () => {
    const { renameSync, writeFileSync } = await import('node:fs');
    using t = tree({ trash: { dir: true } });
    const exchange = () => {
      renameSync(t.at('trash/probed'), t.at('moved'));
      writeFileSync(t.at('trash/probed'), '');
    };
    let done = false;
    withRoot((root) => {
      const forgetful = watched(root, ({ name }) => {
        if (name !== 'trash' || done || !existsSync(t.at('trash/probed'))) return;
        done = true;
        exchange();
      });
      expect(knowsAgain(openPath(forgetful, t.at('trash')))).toBe(false);
    });
    expect(readdirSync(t.at('trash'))).toEqual([]);
  });
});
