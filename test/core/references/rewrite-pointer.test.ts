import { describe, expect, it } from 'vitest';
import { namesInPointer } from '../../../src/core/references/pointer-files.ts';
import { rewritePointer } from '../../../src/core/references/rewrite-pointer.ts';
import type { PointerForm } from '../../../src/core/types/checkpoints.ts';
import { fc } from '../../support/properties.ts';

const NEW = new Map([['old-1.pth', 'new_1.pth']]);

describe('a pointer says the new name, and all else by a byte', () => {
  it.each<readonly [form: PointerForm, text: string, expected: string]>([
    ['name', 'old-1.pth', 'new_1.pth'],
    ['name', '  /content/drive/old-1.pth\n', '  /content/drive/new_1.pth\n'],
    ['name', 'C:\\runs\\old-1.pth\r\n', 'C:\\runs\\new_1.pth\r\n'],
    ['name', 'other.pth\n', 'other.pth\n'],
    ['name', 'very-old-1.pth', 'very-old-1.pth'],
    [
      'textproto',
      'model_checkpoint_path: "old-1.pth"\nall_model_checkpoint_paths: "a/old-1.pth"\nall_model_checkpoint_paths: "x"\n',
      'model_checkpoint_path: "new_1.pth"\nall_model_checkpoint_paths: "a/new_1.pth"\nall_model_checkpoint_paths: "x"\n',
    ],
    ['best-k', '/a/old-1.pth: 0.25\n/a/b.ckpt: 1.0\n', '/a/new_1.pth: 0.25\n/a/b.ckpt: 1.0\n'],
    ['best-k', "? '/a b/old-1.pth'\n: 0.25\n", "? '/a b/new_1.pth'\n: 0.25\n"],
    [
      'shard-index',
      '{"weight_map": {"old-1.pth": "old-1.pth", "b":"x.pth"} }',
      '{"weight_map": {"old-1.pth": "new_1.pth", "b":"x.pth"} }',
    ],
    ['trainer-state', '{\n  "best_model_checkpoint": "./a/old-1.pth"\n}', '{\n  "best_model_checkpoint": "./a/new_1.pth"\n}'],
  ])('%s: %j', (form, text, expected) => {
    expect(rewritePointer(form, text, NEW)).toEqual({ ok: true, value: expected });
  });

  it.each<readonly [form: PointerForm, text: string, name: string]>([
    ['name', 'old-1.pth', 'new\n1.pth'],
    ['name', 'old-1.pth', 'new.pth '],
    ['best-k', '/a/old-1.pth: 0.5\n', 'new: 1.pth'],
    ['name', 'old-1.pth\nold-2.pth\n', 'new.pth'],
    ['textproto', '\u0000\u0001', 'new.pth'],
  ])('%s: %j cannot say %j', (form, text, name) => {
    expect(rewritePointer(form, text, new Map([['old-1.pth', name]]))).toMatchObject({ ok: false });
  });

  it('writes any name into a text of TensorFlow so that it is read back', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[/\0\\\ud800-\udfff]/.test(text));
    fc.assert(
      fc.property(name, (other) => {
        const written = rewritePointer('textproto', 'model_checkpoint_path: "a/old-1.pth"\n', new Map([['old-1.pth', other]]));
        expect(written.ok && namesInPointer('textproto', written.value)).toEqual({ ok: true, value: [`a/${other}`] });
      }),
    );
  });
});
