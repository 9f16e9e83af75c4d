// Whole configurations in the wild, each through the command: where `paths` has things and who said so, where `check` looks, what `name`
// prints, what `doctor` holds against the file, and with which words it is refused.

import { describe, expect, it } from 'vitest';
import { SECTION_KINDS } from '../../../../src/core/types/project.ts';
import { WILD_CONFIGS, type WildConfig } from '../../../fixtures/wild-configs.ts';
import { run } from '../../../support/context.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const CONFIG = 'configs/project_config.yaml';
const NAME = ['name', 'checkpoint', '--model', 'unet', '--epoch', '3'];

it('there are at least 20, each of another kind', () => {
  expect(WILD_CONFIGS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(WILD_CONFIGS.map(({ kind }) => kind)).size).toBe(WILD_CONFIGS.length);
});

function projectOf({ text, env = {} }: WildConfig) {
  const t = tree({ [CONFIG]: text });
  const setting = { cwd: t.root, env: { PATH: process.env['PATH'] ?? '', ...env }, home: '/home/me' };
  return { t, outputs: (...argv: readonly string[]) => run(argv, setting) };
}

const named = (isError: boolean) =>
  WILD_CONFIGS.filter(({ error }) => (error !== undefined) === isError).map((config) => [config.kind, config] as const);

describe('is refused with its place by every command', () => {
  it.each(named(true))('%s', async (_, config) => {
    const { t, outputs } = projectOf(config);
    using _t = t;
    const [, place = '', what = ''] = /^(\S+) (.*)$/.exec(config.error ?? '') ?? [];
    for (const argv of [['paths'], ['check'], NAME, ['doctor']]) {
      const { code, stdout, stderr } = await outputs(...argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`error: ${t.at(CONFIG)}:${place}: `);
      expect(stderr).toContain(what);
      // Somebody whose own program has such a block must learn how to go on.
      if (what.includes('`outputs`')) expect(stderr).toContain('--config FILE');
    }
    // … and can: with a file of its own.
    t.add({ 'configs/outputs.yaml': 'outputs: { root: results }\n' });
    expect(await outputs('paths', 'logs', '--config', 'configs/outputs.yaml')).toMatchObject({
      code: 0,
      stdout: `${t.at('results/logs')}\n`,
    });
  });
});

describe('is read as it is meant', () => {
  it.each(named(false))('%s', async (_, config) => {
    const { t, outputs } = projectOf(config);
    using _t = t;
    const expected = expectedOf(config, t);
    const { code, stdout } = await outputs('paths', '--json', '--explain');
    const said = JSON.parse(stdout);
    expect({ code, root: said.root, ...said.paths }).toEqual({ code: 0, ...expected.paths });
    expect(said.origins).toEqual(expected.origins);
    const asked = ((said.warnings ?? []) as { text: string; line: number; column: number }[]).filter(
      ({ text }) => !/^(a place|places) outside the project: .*: outputs trust \//.test(text),
    );
    const warned = asked.map(
      ({ text, line, column }) =>
        `${line}:${column} ${/^`([^`]+)` is not used for [^:]+: (.*)$/.exec(text)?.slice(1).join(': ')}`,
    );
    expect(warned).toEqual((config.unused ?? []).map((start) => expect.stringContaining(start)));

    const checkpoints = expected.paths['checkpoints'] ?? '';
    expect(await outputs(...NAME)).toMatchObject({ code: 0, stdout: `${checkpoints}/unet_epoch_3.pth\n` });

    const held = await found(outputs('doctor', '--json'));
    expect(held.map(({ line, says }) => `${line} ${says.replace(/^(\S+) is "([^"]*)".*$/, '$1 $2')}`)).toEqual(
      config.doctor ?? [],
    );

    // Nothing is there to be checked, and then one misnamed checkpoint: it is looked for where it was read, and nowhere else.
    expect(await outputs('check', '--json')).toMatchObject({ code: 0 });
    if (!checkpoints.startsWith(`${t.root}/`)) return;
    t.add({ [`${checkpoints.slice(t.root.length + 1)}/unet-epoch-3.pth`]: 'x', 'elsewhere/unet-epoch-3.pth': 'x' });
    const wrong = await found(outputs('check', '--json'));
    expect(wrong).toMatchObject([
      { rule: 'bad-name', path: `${checkpoints}/unet-epoch-3.pth`, correct: `${checkpoints}/unet_epoch_3.pth` },
    ]);
  });
});

function expectedOf({ reads = {} }: WildConfig, t: Tree) {
  const absolute = (path: string): string => (path.startsWith('/') ? path : t.at(path));
  const read = Object.entries(reads).map(([name, line]) => {
    const [, path = '', row = '', column = '', key = ''] = /^(\S+) (\d+):(\d+) (\S+)$/.exec(line) ?? [];
    const from = key.startsWith('outputs.') ? 'config' : 'known-key';
    return { name, path: absolute(path), origin: { from, key, file: t.at(CONFIG), line: Number(row), column: Number(column) } };
  });
  const root = read.find(({ name }) => name === 'root')?.path ?? t.at('outputs');
  const byDefault = SECTION_KINDS.map((name) => [name, `${root}/${name}`] as const);
  const defaults = ['root', ...SECTION_KINDS].map((name) => [name, { from: 'default' }] as const);
  return {
    paths: {
      ...Object.fromEntries([['root', root], ...byDefault]),
      ...Object.fromEntries(read.map(({ name, path }) => [name, path])),
    } as Record<string, string>,
    origins: { ...Object.fromEntries(defaults), ...Object.fromEntries(read.map(({ name, origin }) => [name, origin])) },
  };
}

interface Found {
  readonly code: string;
  readonly line?: number;
  readonly says: string;
}

/** Without what the disk of a test machine is like. */
async function found(answer: ReturnType<typeof run>): Promise<readonly Found[]> {
  const { code, stdout } = await answer;
  const all: readonly Found[] = JSON.parse(stdout).findings;
  expect(code).toBe(all.length > 0 ? 1 : 0);
  return all.filter((each) => each.code !== 'machine');
}
