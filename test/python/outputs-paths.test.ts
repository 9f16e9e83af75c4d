// `python/outputs_paths.py` and the command, asked the same: one table of configs, one of names.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProject } from '../../src/core/config/read/load-project.ts';
import { OutputsError } from '../../src/core/lib/errors.ts';
import { compileTemplate, formatName, parseByAny, type Values } from '../../src/core/naming/template.ts';
import { PROFILES } from '../../src/core/types/project.ts';
import { type Tree, tree } from '../support/tree.ts';

const repository = resolve(import.meta.dirname, '../..');
const fixture = (name: string) => JSON.parse(readFileSync(join(repository, 'test/fixtures', name), 'utf8'));

const env = { ...process.env, PYTHONPATH: join(repository, 'python'), PYTHONDONTWRITEBYTECODE: '1' };
/** Debian's own Python has Debian's yaml, whatever else is first on the PATH. */
const program = ['/usr/bin/python3', 'python3'].find((each) => spawnSync(each, ['-c', 'import yaml'], { env }).status === 0);
const python = (args: readonly string[], input = '') => spawnSync(program ?? 'python3', args, { env, input, encoding: 'utf8' });
// It can be had (python3-yaml): in CI a missing tool is a failure.
const withPython = describe.skipIf(program === undefined && !process.env['CI']);

function answers(questions: readonly unknown[]): readonly unknown[] {
  const { status, stdout, stderr } = python([join(repository, 'test/python/answer.py')], JSON.stringify(questions));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

interface PathsCase {
  readonly name: string;
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly profile?: string;
}

async function byCommand(place: Tree, { env: given = {}, profile }: PathsCase): Promise<unknown> {
  const chosen = PROFILES.find((each) => each === profile);
  const request = { cwd: place.root, env: given, home: '/home/me', uid: process.geteuid?.() ?? -1 };
  try {
    const found = await loadProject({ ...request, ...(chosen !== undefined && { profile: chosen }) });
    const sections = Object.fromEntries(found.sections.filter(({ active }) => active).map(({ name, path }) => [name, path]));
    return { profile: found.profile, root: found.outputs, project: found.root, sections };
  } catch (error) {
    if (error instanceof OutputsError) return { error: true };
    throw error;
  }
}

withPython('outputs_paths.load', () => {
  it('says of every config what the command says', async () => {
    const cases: readonly PathsCase[] = fixture('paths-cases.json');
    const places = cases.map(({ config }) =>
      tree({ '.git': { dir: true }, ...(config !== undefined && { 'configs/project_config.yaml': config }) }),
    );
    try {
      const questions = cases.map(({ env: given = {}, profile }, n) => ({
        ...{ ask: 'paths', cwd: places[n]?.root, env: { ...given, HOME: '/home/me' } },
        ...(profile !== undefined && { profile }),
      }));
      const said = answers(questions);
      for (const [n, each] of cases.entries())
        expect({ case: each.name, said: said[n] }).toEqual({ case: each.name, said: await byCommand(places[n] as Tree, each) });
      expect(said.filter((each) => JSON.stringify(each) === '{"error":true}').length).toBeGreaterThan(15);
    } finally {
      for (const place of places) place.remove();
    }
  });

  it('asks the command where there is one, and passes on what it says', () => {
    using place = tree({
      'configs/project_config.yaml': 'outputs: { root: out }\n',
      'bad/configs/project_config.yaml': 'outputs: 3\n',
    });
    const code = [
      'import sys, outputs_paths as o',
      'command = [sys.argv[1], sys.argv[2]]',
      'found = o.load(sys.argv[3], command=command, profile="production")',
      'assert found == o.load(sys.argv[3], command=False, profile="production"), found',
      'assert found.models.name == "models" and found["results"] == found.results',
      'for wrong in (lambda: found.logs, lambda: o.load(sys.argv[3] + "/bad", command=command), lambda: o.load(".", command=["/nowhere"])):',
      '    try: wrong()',
      '    except o.OutputsError as error: print(error)',
      '    else: raise AssertionError',
    ].join('\n');
    const ran = python(['-c', code, process.execPath, join(repository, 'bin/outputs.cjs'), place.root]);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toContain('expected a mapping');
  });
});

withPython('names', () => {
  it('are parsed and made as the command does', () => {
    const { parse, format } = fixture('naming-cases.json') as {
      readonly parse: readonly { readonly templates: readonly string[]; readonly name: string }[];
      readonly format: readonly { readonly template: string; readonly values: Values }[];
    };
    const said = answers([
      ...parse.map((each) => ({ ask: 'parse', ...each })),
      ...format.map((each) => ({ ask: 'format', ...each })),
    ]);
    for (const [n, { templates, name }] of parse.entries()) {
      const compiled = templates.flatMap((source) => {
        const template = compileTemplate(source);
        return template.ok ? [template.value] : [];
      });
      expect({ name, said: said[n] }).toEqual({ name, said: { values: parseByAny(compiled, name)?.values ?? null } });
    }
    for (const [n, { template: source, values }] of format.entries()) {
      const template = compileTemplate(source);
      const made = template.ok ? formatName(template.value, values) : template;
      expect({ source, values, said: said[parse.length + n] }).toEqual({
        source,
        values,
        said: made.ok ? { name: made.value } : { error: true },
      });
    }
  });

  it('of checkpoints follow the usual templates', () => {
    const code = [
      'import outputs_paths as o',
      'print(o.name_checkpoint("UNet", epoch=3), o.name_checkpoint("UNet", role="best"), o.name_checkpoint("UNet", role="final"))',
      'print(o.name_checkpoint("g", step=9, templates=["{model_name}-{step}.pt"]))',
      'for wrong in (dict(model_name="", epoch=1), dict(model_name="a/b", epoch=1), dict(model_name="x"), dict(model_name="x", role="odd")):',
      '    try: o.name_checkpoint(**wrong)',
      '    except o.OutputsError: pass',
      '    else: raise AssertionError(wrong)',
    ].join('\n');
    expect(python(['-c', code])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: 'UNet_epoch_3.pth UNet_best.pth UNet_final.pth\ng-9.pt\n',
    });
  });

  it('of many fields are read, and refused, whatever they hold', () => {
    const fields = Array.from({ length: 100 }, (_, n) => `_{f${n}}`).join('');
    const templates = [`{model_name}${fields}_{num}`, '{a}_{b}_{c}_{d}_{e}_{f}_{num}'];
    const names = ['_'.repeat(250), `${'a_'.repeat(101)}7`, `${'_1'.repeat(120)}_x`, '1'.repeat(255), 'é'.repeat(126)];
    const said = answers(names.map((name) => ({ ask: 'parse', templates, name })));
    const compiled = templates.flatMap((source) => {
      const template = compileTemplate(source);
      return template.ok ? [template.value] : [];
    });
    expect(said).toEqual(names.map((name) => ({ values: parseByAny(compiled, name)?.values ?? null })));
    expect(said.filter((each) => JSON.stringify(each) !== '{"values":null}')).toHaveLength(1);
  });
});

withPython('a config that asks for more than it may', () => {
  const names = Array.from({ length: 20 }, (_, n) => `l${n + 1}`);
  it.each([
    [
      'aliases that repeat aliases',
      `l0: &l0 [x]\n${names.map((name, n) => `${name}: &${name} [${Array(9).fill(`*l${n}`).join(', ')}]`).join('\n')}\noutputs: { pinned: *l20 }\n`,
    ],
    ['a list of 20,000', `outputs:\n  pinned: [${Array(20_000).fill('x').join(', ')}]\n`],
    ['a path of 500,000 slashes', `outputs: { root: "a${'/'.repeat(500_000)}b" }\n`],
  ])('is refused: %s', async (_, config) => {
    using t = tree({ 'configs/project_config.yaml': config });
    expect(answers([{ ask: 'paths', cwd: t.root, env: {} }])).toEqual([{ error: true }]);
    expect(await byCommand(t, { name: '' })).toEqual({ error: true });
  });
});
