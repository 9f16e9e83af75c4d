import { expect, it } from 'vitest';
import { pinWarnings } from '../../../src/core/protection/pin-warnings.ts';
import { projectOf, type Spec, scanOf, sectionOf } from '../../support/items.ts';

const FOUND: readonly Spec[] = [{ path: 'run/a.pth' }, { path: 'b.pth' }];

function warned(pinned: readonly string[], scan = scanOf(sectionOf('checkpoints'), FOUND)): readonly string[] {
  return pinWarnings(projectOf({ pinned }), [scan]).map(({ text }) => text);
}

it('tells of a pin that names a section and matches nothing in it', () => {
  expect(warned(['checkpoints/a.pth', 'outputs/checkpoints/é\x1b*'])).toEqual([
    '`pinned`: checkpoints/a.pth matches nothing in section checkpoints',
    '`pinned`: outputs/checkpoints/é\\x1b* matches nothing in section checkpoints',
  ]);
});

it.each(['checkpoints/run/a.pth', 'checkpoints/run', 'checkpoints', 'outputs/checkpoints/b.pth', 'logs/a.log', '**/z.pth'])(
  'has nothing to say of %s',
  (pattern) => expect(warned([pattern])).toEqual([]),
);

it('has nothing to say where something was not seen, or there is no section', () => {
  expect(warned(['checkpoints/a.pth'], scanOf(sectionOf('checkpoints'), FOUND, [{ path: 'x', code: 'EACCES' }]))).toEqual([]);
  expect(warned(['checkpoints/a.pth'], { ...scanOf(sectionOf('checkpoints'), []), directory: null })).toEqual([]);
});

it('tells of a keep file that keeps nothing', () => {
  const keeps = (...paths: readonly string[]) =>
    warned([], scanOf(sectionOf('checkpoints'), [...FOUND, ...paths.map((path) => ({ path }))]));
  expect(keeps('run/c.keep', 'run/a.pth.keep', 'b.keep', '.keep')).toEqual([
    'checkpoints/run/c.keep keeps nothing: nothing beside it has its name',
  ]);
});
