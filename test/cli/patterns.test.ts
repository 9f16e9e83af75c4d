// Patterns that people write, beside names that make a backtracking matcher try all ways. A command that still did so would not end before
// the time limit of the suite; nothing here is measured.

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { outputs } from '../support/run.ts';
import { type Tree, tree } from '../support/tree.ts';

const CONFIG = 'p/configs/project_config.yaml';
const UNDERSCORES = '_'.repeat(250);
const AS = 'a'.repeat(250);
const OLD = { text: 'x', age: '9d' } as const;

function list(t: Tree, section: string): readonly string[] {
  return readdirSync(t.at(`p/outputs/${section}`)).sort();
}

it('prunes the logs that a glob of five stars fits, beside a name of 250 underscores', () => {
  using t = tree({
    [CONFIG]: 'outputs:\n  sections:\n    logs: { patterns: ["*_*_*_*_*.log"], keep: { within: 1d } }\n',
    'p/outputs/logs/a_b_c_d_e.log': OLD,
    'p/outputs/logs/a_b.log': OLD,
    [`p/outputs/logs/${UNDERSCORES}`]: OLD,
    [`p/outputs/logs/${UNDERSCORES}.log`]: OLD,
  });
  expect(outputs(t.at('p'), ['prune-logs'])).toMatchObject({ status: 0 });
  expect(list(t, 'logs')).toEqual([UNDERSCORES, 'a_b.log']);
});

it.each(['checkpoints/*_*_*_*_*.log', 'checkpoints/*a*a*a*a*a*a*a*a*a*a*a*a*b'])(
  'keeps what %j pins, beside names that make it try all ways',
  (pin) => {
    const pinned = pin.endsWith('b') ? 'aaaaaaaaaaaab' : 'a_b_c_d_e.log';
    using t = tree({
      [CONFIG]: `outputs:\n  pinned: ["${pin}"]\n  grace: 0s\n`,
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`p/outputs/checkpoints/m_epoch_${n}.pth`, OLD])),
      [`p/outputs/checkpoints/${pinned}`]: OLD,
      [`p/outputs/checkpoints/${UNDERSCORES}`]: OLD,
      [`p/outputs/checkpoints/${AS}`]: OLD,
    });
    const { status, stdout } = outputs(t.at('p'), ['prune-checkpoints', '--keep-last', '1', '--permanent', '--yes']);
    expect(status, stdout).toBe(0);
    expect(list(t, 'checkpoints')).toEqual([UNDERSCORES, AS, pinned, 'm_epoch_6.pth'].sort());
    expect(JSON.parse(outputs(t.at('p'), ['status', '--json']).stdout)).toHaveProperty('sections');
  },
);

it.each(['(?:[a-z]*)*\\.pth', '(?:a|aa)+\\.pth', '(?<model>(?:a+)+)\\.pth', '(?<model>a.*a.*a.*a.*a.*a.*a)\\.pth'])(
  'reads names by the expression %j, beside one that makes it try all ways',
  (pattern) => {
    const layout = `layouts:\n    mine:\n      title: mine\n      match:\n        - { pattern: '${pattern}', role: best }\n`;
    using t = tree({
      [CONFIG]: `outputs:\n  sections: { checkpoints: { layout: mine } }\n  ${layout}`,
      'p/outputs/checkpoints/aaaaaaa.pth': OLD,
      [`p/outputs/checkpoints/${AS}`]: OLD,
      [`p/outputs/checkpoints/${AS}!`]: OLD,
    });
    const { status, stdout } = outputs(t.at('p'), ['prune-checkpoints', '--dry-run', '--json']);
    expect(status).toBe(0);
    expect(stdout).toContain('aaaaaaa.pth');
    expect(list(t, 'checkpoints')).toHaveLength(3);
  },
);

it('reads a name by a template of many fields, and offers models of such names', () => {
  const template = `{model_name}${Array.from({ length: 100 }, (_, n) => `_{f${n}}`).join('')}_{num}`;
  using t = tree({
    [CONFIG]: `outputs:\n  naming: { checkpoints: ["${template}"] }\n`,
    ...Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`p/outputs/checkpoints/${'_'.repeat(200 + n)}`, OLD])),
    [`p/outputs/checkpoints/${'a_'.repeat(101)}7`]: OLD,
  });
  expect(outputs(t.at('p'), ['parse', UNDERSCORES]).status).toBe(1);
  expect(outputs(t.at('p'), ['parse', `${'a_'.repeat(101)}7`]).status).toBe(0);
  expect(outputs(t.at('p'), ['prune-checkpoints', '--dry-run']).status).toBe(0);
  const line = ['__complete', 'bash', ' ', 'outputs prune-checkpoints --allow-empty-group '];
  expect(outputs(t.at('p'), line)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^words\n(?:.*\n)+$/) });
});
