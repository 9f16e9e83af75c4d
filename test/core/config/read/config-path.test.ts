// Which folder a text means, and which texts mean none.

import { describe, expect, it } from 'vitest';
import { configPath, isInside, isRelative } from '../../../../src/core/config/read/config-path.ts';
import { fc } from '../../../support/properties.ts';

describe('configPath', () => {
  it.each([
    ['outputs', '/p/outputs'],
    ['outputs/', '/p/outputs'],
    ['./outputs', '/p/outputs'],
    ['outputs//logs/.', '/p/outputs/logs'],
    ['.', '/p'],
    ['...', '/p/...'],
    ['a b', '/p/a b'],
    ['/', '/'],
    ['//scratch/me/', '/scratch/me'],
    ['~/out', '/home/me/out'],
    ['~/', '/home/me'],
    ['a~/b', '/p/a~/b'],
    ['ç/é', '/p/ç/é'],
    ['$5', '/p/$5'],
    ['c:3', '/p/c:3'],
    ['99% done', '/p/99% done'],
    ['time 12:/x', '/p/time 12:/x'],
  ])('%j is %s', (text, value) => expect(configPath(text, '/p', '/home/me')).toEqual({ ok: true, value }));

  it.each([
    ['', /expected a path$/],
    [' \t', /expected a path$/],
    ['..', /without \.\./],
    ['../logs', /without \.\./],
    ['a/../b', /without \.\./],
    ['/a/..', /without \.\./],
    ['a\0b', /control/],
    ['a\nb', /control/],
    ['a\u001b[2J', /control/],
    ['a\u0085b', /control/],
    ['a\ud800', /whole characters/],
    ['a\udcff', /whole characters/],
    ['s3://bucket/prefix', /not a URL/],
    ['file:///tmp', /not a URL/],
    ['models:/unet/1', /not a URL/],
    ['dbfs:/mnt', /not a URL/],
    ['C:/runs', /not one of Windows/],
    ['d:', /not one of Windows/],
    ['C:\\runs\\logs', /not one of Windows/],
    ['outputs\\logs', /not one of Windows/],
    ['runs/{run_id}', /left to fill in/],
    ['<your folder>', /left to fill in/],
    ['???', /left to fill in/],
    ['models/**', /left to fill in/],
    ['runs/%Y-%m', /left to fill in/],
    ['%(here)s/logs', /left to fill in/],
    ['$HOME/x', /shell variables/],
    ['a/${b}', /shell variables/],
    ['~', /~\/ or the whole path/],
    ['~root/x', /~\/ or the whole path/],
  ])('%j is refused', (text, says) =>
    expect(configPath(text, '/p', '/home/me')).toEqual({ ok: false, why: expect.stringMatching(says) }),
  );

  it('cannot expand ~/ without a home', () => expect(configPath('~/x', '/p', null)).toMatchObject({ ok: false }));

  it('gives an absolute normal path below its base, or an absolute one as written', () => {
    const part = fc.constantFrom('a', '.', '', '..', '~', 'b c', '$X', 'é', '\u0007');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('/');
        const path = configPath(text, '/p', '/home/me');
        if (!path.ok) return true;
        const names = path.value.split('/').slice(1);
        const isNormal = path.value === '/' || names.every((name) => name !== '' && name !== '.' && name !== '..');
        return isNormal && (!isRelative(text) || path.value === '/p' || isInside(path.value, '/p'));
      }),
    );
  });
});

describe('isInside', () => {
  it.each([
    ['/p/a', '/p', true],
    ['/p', '/p', false],
    ['/pa', '/p', false],
    ['/x', '/', true],
  ])('%s in %s: %s', (path, folder, expected) => expect(isInside(path, folder)).toBe(expected));
});
