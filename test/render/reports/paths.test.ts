import { describe, expect, it } from 'vitest';
import { pathsText } from '../../../src/render/reports/paths.ts';
import { HOSTILE, paths, project, RAW_CONTROLS, section } from '../../support/report.ts';

const place = { file: '/work/p/configs/project_config.yaml', line: 12, column: 19 };
const configured = project({
  sections: [
    section('checkpoints', 'checkpoints', { origin: { from: 'known-key', key: 'training.checkpoint_dir', place } }),
    section('models', 'models', { active: false }),
    section('tensor-board', 'logs', { path: "/work/p/it's" }),
  ],
});

describe('pathsText', () => {
  it('prints one name and path a line, without the sections that are not in use', () => {
    expect(pathsText(paths({ project: configured }), false)).toMatchInlineSnapshot(`
      "root	/work/p/outputs
      checkpoints	/work/p/outputs/checkpoints
      tensor-board	/work/p/it's
      "
    `);
  });
  it('adds where each was configured', () => {
    expect(pathsText(paths({ project: configured, form: 'explain' }), false)).toMatchInlineSnapshot(`
      "root	/work/p/outputs	default
      checkpoints	/work/p/outputs/checkpoints	/work/p/configs/project_config.yaml:12:19 training.checkpoint_dir
      tensor-board	/work/p/it's	default
      "
    `);
  });
  it('prints one path alone', () => {
    expect(pathsText(paths({ project: configured, only: 'checkpoints' }), false)).toBe('/work/p/outputs/checkpoints\n');
    expect(pathsText(paths({ project: configured, only: 'root' }), false)).toBe('/work/p/outputs\n');
  });
  it('prints exports for three shells', () => {
    expect(pathsText(paths({ project: configured, form: 'sh' }), false)).toMatchInlineSnapshot(`
      "export OUTPUTS_PROJECT='/work/p'
      export OUTPUTS_ROOT='/work/p/outputs'
      export OUTPUTS_CHECKPOINTS='/work/p/outputs/checkpoints'
      export OUTPUTS_TENSOR_BOARD='/work/p/it'\\''s'
      "
    `);
    expect(pathsText(paths({ project: configured, form: 'fish' }), false)).toMatchInlineSnapshot(`
      "set -gx OUTPUTS_PROJECT '/work/p'
      set -gx OUTPUTS_ROOT '/work/p/outputs'
      set -gx OUTPUTS_CHECKPOINTS '/work/p/outputs/checkpoints'
      set -gx OUTPUTS_TENSOR_BOARD '/work/p/it\\'s'
      "
    `);
    expect(pathsText(paths({ project: configured, form: 'powershell' }), false)).toMatchInlineSnapshot(`
      "$env:OUTPUTS_PROJECT = '/work/p'
      $env:OUTPUTS_ROOT = '/work/p/outputs'
      $env:OUTPUTS_CHECKPOINTS = '/work/p/outputs/checkpoints'
      $env:OUTPUTS_TENSOR_BOARD = '/work/p/it''s'
      "
    `);
    expect(pathsText(paths({ project: configured, form: 'sh', only: 'checkpoints' }), false)).toMatchInlineSnapshot(`
      "export OUTPUTS_CHECKPOINTS='/work/p/outputs/checkpoints'
      "
    `);
  });

  const hostile = project({ sections: [section('logs', 'logs', { path: `/work/${HOSTILE}` })] });
  it.each(['plain', 'explain', 'sh', 'fish', 'powershell'] as const)('escapes everything on a terminal: %s', (form) => {
    expect(pathsText(paths({ project: hostile, form }), true)).not.toMatch(RAW_CONTROLS);
    expect(pathsText(paths({ project: hostile, form, only: 'logs' }), true)).not.toMatch(RAW_CONTROLS);
  });
  it('keeps the lines of the list whole in a pipe, and a single path exact', () => {
    expect(pathsText(paths({ project: hostile }), false).split('\n')).toHaveLength(3);
    expect(pathsText(paths({ project: hostile, only: 'logs' }), false)).toBe(`/work/${HOSTILE}\n`);
  });
});
