import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { inChild } from '../../../support/child.ts';
import { tree } from '../../../support/tree.ts';

const IMPORTS = `import { becomeUser } from './src/core/guard/write/drop-privileges.ts';
  import { promises, readFileSync, writeFileSync, statSync } from 'node:fs';`;
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('root becomes a user', () => {
  test.each([
    ['with a name', 65_534, 65_534],
    ['without one, as in containers', 4242, 4243],
  ])('%s, for good', (_, uid, gid) => {
    using t = tree({ 'open/x': { text: '', mode: 0o666 } });
    spawnSync('chmod', ['777', t.root, t.at('open')]);
    const answer = inChild(
      t,
      IMPORTS,
      `becomeUser(${uid}, ${gid});
       writeFileSync(root + '/open/made', '');
       const { uid, gid } = statSync(root + '/open/made');
       const error = (caught) => caught.code;
       let sync; try { sync = readFileSync('/etc/shadow'); } catch (caught) { sync = error(caught); }
       const pool = await Promise.all(Array.from({ length: 8 }, () => promises.readFile('/etc/shadow').catch(error)));
       let back; try { process.setuid(0); back = 'root again'; } catch (caught) { back = error(caught); }
       return { uid, gid, groups: process.getgroups(), sync, pool: [...new Set(pool)], back };`,
    );
    expect(answer).toEqual({ uid, gid, groups: [gid], sync: 'EACCES', pool: ['EACCES'], back: 'EPERM' });
  });
});

test('who is not root cannot, and then nothing may happen', () => {
  using t = tree({});
  const answer = inChild(
    t,
    IMPORTS,
    `try { becomeUser(1, 1); return 'went on'; } catch (error) { return { code: error.code, message: error.message }; }`,
    { unprivileged: true },
  );
  expect(answer).toEqual({
    code: 'refused',
    message: 'root cannot become user 1, the owner of the outputs folder (EPERM)',
  });
});

test.skipIf(!isRoot || spawnSync('unshare', ['-Ur', 'true']).status !== 0)('nor root of a namespace that has nobody else', () => {
  using t = tree({});
  const answer = inChild(t, IMPORTS, `try { becomeUser(5, 5); return 'went on'; } catch (error) { return error.code; }`, {
    under: ['unshare', '-Ur'],
  });
  expect(answer).toBe('refused');
});
