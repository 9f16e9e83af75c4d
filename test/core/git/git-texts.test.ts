import { describe, expect, it } from 'vitest';
import {
  alternateTargets,
  commonDirTarget,
  gitFileTarget,
  headOf,
  isRefName,
  packedCommit,
  refNames,
  repositoryKind,
  splitRevision,
} from '../../../src/core/git/git-texts.ts';

const COMMIT = 'a'.repeat(40);

it('reads where a `.git` file and a commondir lead', () => {
  expect(gitFileTarget('gitdir: ../x y\n')).toBe('../x y');
  expect(gitFileTarget('gitdir: a\ngitdir: b\n')).toBeNull();
  expect(gitFileTarget('')).toBeNull();
  expect(commonDirTarget('../..\n')).toBe('../..');
});

it.each([
  ['', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[core]\n\tbare = false\n', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[extensions]\n\tobjectFormat = sha256\n\trefStorage = reftable\n', { format: 'sha256', refs: 'other', ignoresCase: false }],
  ['[Extensions] OBJECTFORMAT = "sha256"\n', { format: 'sha256', refs: 'files', ignoresCase: false }],
  ['[extensions "x"]\n[other]\nobjectformat = sha256\n', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[extensions]\nobjectformat = md5\n', null],
  ['[core]\n\tignoreCase = true ; macOS\n', { format: 'sha1', refs: 'files', ignoresCase: true }],
  ['[core]\n\tignorecase\n', { format: 'sha1', refs: 'files', ignoresCase: true }],
  ['[core]\n\tignorecase = no\n', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[other]\n\tignorecase = true\n', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[core]\nrepositoryformatversion = 1\n', { format: 'sha1', refs: 'files', ignoresCase: false }],
  ['[core]\nrepositoryFormatVersion = 2\n', null],
])('tells the kind of a repository: %j', (config, kind) => {
  expect(repositoryKind(config)).toEqual(kind);
});

it('reads HEAD, and nothing that leads out of the names', () => {
  expect(headOf('ref: refs/heads/main\n')).toEqual({ ref: 'refs/heads/main' });
  expect(headOf(`${COMMIT}\n`)).toEqual({ commit: COMMIT });
  for (const text of ['', 'ref: refs/../../x\n', 'ref: config\n', `${COMMIT}0\n`]) expect(headOf(text)).toBeNull();
});

describe('names', () => {
  it.each(['refs/heads/a..b', 'refs/heads/.a', 'refs/heads//a', 'refs/heads/a.lock', 'refs/heads/a\n', 'heads/a', 'refs'])(
    '%j is none',
    (name) => expect(isRefName(name)).toBe(false),
  );

  it('short ones stand for what git takes them for, in its order', () => {
    expect(refNames('v1')).toEqual(['refs/v1', 'refs/tags/v1', 'refs/heads/v1', 'refs/remotes/v1', 'refs/remotes/v1/HEAD']);
    expect(refNames('refs/heads/x')[0]).toBe('refs/heads/x');
    expect(refNames('../x')).toEqual([]);
  });

  it('end where git goes on', () => {
    expect(splitRevision('main~3')).toEqual({ name: 'main', rest: '~3' });
    expect(splitRevision('a@b@{1}')).toEqual({ name: 'a@b', rest: '@{1}' });
  });

  it('are found among the packed ones, whole', () => {
    const packed = `# pack-refs with: peeled\n${COMMIT} refs/heads/main2\n${COMMIT} refs/tags/v1\n^${'b'.repeat(40)}\n`;
    expect(packedCommit(packed, 'refs/tags/v1')).toBe(COMMIT);
    expect(packedCommit(packed, 'refs/heads/main')).toBeNull();
    expect(packedCommit(`x${COMMIT} refs/tags/v1`, 'refs/tags/v1')).toBeNull();
  });
});

it('reads which other folders of objects are named', () => {
  expect(alternateTargets('# a word\n\n/a b\n../../x/objects\n')).toEqual(['/a b', '../../x/objects']);
  expect(alternateTargets('"/a\\n"\n')).toBeNull();
});
