// `${…}`: what resolves, and that nothing else ever becomes a path.

import { describe, expect, it } from 'vitest';
import { interpolation } from '../../../../src/core/config/read/interpolate.ts';
import { fc } from '../../../support/properties.ts';

const CONFIG = {
  name: 'UNet',
  training: { checkpoint_dir: 'outputs/checkpoints', epochs: 10, resume: true, nothing: null, blank: '', list: [1], seed: 0 },
  paths: { root: '${oc.env:SCRATCH}/run', logs: '${paths.root}/logs', both: '${name}-${training.epochs}' },
  a: '${b.c}',
  b: { c: 'x${d}' },
  d: '${a}',
  self: '${self}',
};
const ENV = { SCRATCH: '/scratch/me', EMPTY: '', TRICKY: '${name}' };

const resolve = (text: string, env: Readonly<Record<string, string>> = ENV) => interpolation(CONFIG, env)(text, 'outputs.root');

describe('interpolation', () => {
  it.each([
    ['plain', 'plain'],
    ['$HOME and {x}', '$HOME and {x}'],
    ['${training.checkpoint_dir}', 'outputs/checkpoints'],
    ['${ training.checkpoint_dir }', 'outputs/checkpoints'],
    ['${training.checkpoint_dir}/${name}', 'outputs/checkpoints/UNet'],
    ['${paths.logs}', '/scratch/me/run/logs'],
    ['${paths.both}', 'UNet-10'],
    ['${oc.env:SCRATCH}', '/scratch/me'],
    ['${oc.env:NOPE,/tmp}', '/tmp'],
    ['${oc.env:NOPE, "/tmp/a b"}', '/tmp/a b'],
    ["${oc.env:EMPTY,'x'}", 'x'],
    ['${oc.env:SCRATCH,/tmp}/c', '/scratch/me/c'],
    ['${training.epochs}', 10],
    ['${training.seed}', 0],
    ['${training.resume}', true],
    ['${training.blank}', ''],
    ['v${training.epochs}', 'v10'],
    // What comes out of the environment is text, not configuration.
    ['${oc.env:TRICKY}', '${name}'],
  ])('%s becomes %j', (text, value) => expect(resolve(text)).toEqual({ ok: true, value }));

  it.each([
    ['${oc.env:NOPE}', /environment variable NOPE, which is not set/],
    ['${oc.env:EMPTY}', /environment variable EMPTY, which is not set/],
    ['${oc.env:NOPE,}', /NOPE, which is not set/],
    ['${oc.env:NOPE,""}', /NOPE, which is not set/],
    ['${oc.env:NOPE,null}', /NOPE, which is not set/],
    ['${oc.env:__proto__}', /__proto__, which is not set/],
    [
      '${training.checkpoints_dir}',
      /`training\.checkpoints_dir`, which is not in this file \(did you mean `training\.checkpoint_dir`\?\)/,
    ],
    ['${nowhere}', /`nowhere`, which is not in this file$/],
    ['${__proto__}', /which is not in this file/],
    ['${constructor.name}', /which is not in this file/],
    ['${name.length}', /which is not in this file/],
    ['${training.nothing}', /`training\.nothing`, which is empty/],
    ['x/${training.nothing}', /`training\.nothing`, which is empty/],
    ['${training.blank}/x', /`training\.blank`, which is empty/],
    ['${training}', /`training`, which is not a single value/],
    ['${training.list}', /not a single value/],
    ['${now:%Y-%m-%d}', /`\$\{now:%Y-%m-%d\}`, which cannot be resolved/],
    ['outputs/${now:%H}', /`\$\{now:%H\}`/],
    ['${hydra:runtime.output_dir}', /cannot be resolved/],
    ['${.sibling}', /cannot be resolved/],
    ['${..x}', /cannot be resolved/],
    ['${a[0]}', /cannot be resolved/],
    ['${}', /cannot be resolved/],
    ['${name', /cannot be resolved/],
    ['${a.${name}}', /cannot be resolved/],
    ['${oc.env:NOPE,${name}}', /cannot be resolved/],
    ['${oc.env:1X}', /cannot be resolved/],
    ['${oc.decode:1}', /cannot be resolved/],
    ['\\${name}', /cannot be resolved/],
    ['${a}', /circle: a → b\.c → d → a/],
    ['x/${self}', /circle: self → self/],
    ['${outputs.root}', /circle: outputs\.root → outputs\.root/],
    ['${x\u001b[2J}', /\\x1b/],
  ])('%s is refused', (text, says) => expect(resolve(text)).toEqual({ ok: false, why: expect.stringMatching(says) }));

  it('ends, and soon, for keys that double each other', () => {
    const keys = Array.from({ length: 60 }, (_, i) => [`k${i}`, `\${k${i + 1}}\${k${i + 1}}`]);
    for (const end of ['x', '']) {
      const result = interpolation(Object.fromEntries([...keys, ['k60', end]]), {})('${k20}', 'x');
      expect(result).toEqual({ ok: false, why: expect.stringMatching(end === '' ? /which is empty/ : /longer than 4096/) });
    }
  });

  it('ends for a chain as long as a file can hold', () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => [`k${i}`, `\${k${i + 1}}`]);
    const result = interpolation(Object.fromEntries(keys), {})('${k0}', 'x');
    expect(result).toEqual({ ok: false, why: expect.stringMatching(/more than 50 keys/) });
  });

  it('never leaves a ${ that the file wrote', () => {
    const piece = fc.constantFrom('${', '}', '{', '$', '\\', 'name', 'training.epochs', 'oc.env:', 'SCRATCH', ',', '.', 'x', '/');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const result = resolve(pieces.join(''), { SCRATCH: '/s' });
        return !result.ok || !String(result.value).includes('${');
      }),
    );
  });
});
