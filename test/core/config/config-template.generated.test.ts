// What scripts/generate.js makes is up to date, and the template of `init` says exactly the defaults.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_TEMPLATE, LAYOUT_NAMES } from '../../../src/core/config/config-template.generated.ts';
import { loadProject } from '../../../src/core/config/read/load-project.ts';
import { LAYOUT_SOURCES } from '../../../src/core/layouts/builtin-layouts.generated.ts';
import type { Project } from '../../../src/core/types/project.ts';
import { type Tree, tree } from '../../support/tree.ts';

const root = resolve(import.meta.dirname, '../../..');

const load = (t: Tree): Promise<Project> => loadProject({ cwd: t.root, project: '.', env: {}, home: null, uid: 0 });

describe('what is generated', () => {
  it('is what would be generated now', () => {
    const { status, stderr } = spawnSync(process.execPath, [resolve(root, 'scripts/generate.js'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is the files in configs/', () => {
    expect(CONFIG_TEMPLATE).toBe(readFileSync(resolve(root, 'configs/project_config.yaml'), 'utf8'));
    const names = readdirSync(resolve(root, 'configs/layouts')).map((name) => basename(name, '.yaml'));
    expect(LAYOUT_NAMES).toEqual(names.sort());
    expect(Object.keys(LAYOUT_SOURCES)).toEqual(LAYOUT_NAMES);
    for (const name of names) {
      const { examples: _, ...layout } = parse(readFileSync(resolve(root, `configs/layouts/${name}.yaml`), 'utf8'));
      expect(LAYOUT_SOURCES[name]).toEqual(layout);
    }
  });
});

describe('the template of init', () => {
  it('says the defaults, and nothing else', async () => {
    using t = tree({ 'configs/project_config.yaml': CONFIG_TEMPLATE });
    using empty = tree({});
    const written = await load(t);
    const byDefault = await load(empty);
    const essence = ({ root: base, sections, outputs, profile, pinned, trashKeep, grace, usedIn, warnings }: Project) => ({
      ...{ profile, pinned, trashKeep, grace, usedIn, warnings },
      outputs: outputs.replace(base, ''),
      sections: sections.map(({ origin: _, path, ...rest }) => ({ ...rest, path: path.replace(base, '') })),
    });
    expect(essence(written)).toEqual(essence(byDefault));
    expect(written.name).toBe('my-project');
    expect(written.sections.every(({ origin }) => origin.from === 'config')).toBe(true);
  });

  it('names every key of the block', () => {
    const schema = JSON.parse(readFileSync(resolve(root, 'configs/project_config.schema.json'), 'utf8'));
    const block = schema.properties.outputs.anyOf[0].properties;
    const section = block.sections.anyOf[0].additionalProperties.properties;
    const keys = [...Object.keys(block), ...Object.keys(section), ...Object.keys(schema.$defs.rules.properties)];
    expect(keys.length).toBeGreaterThan(15);
    // `allow` is only read to say that it allows nothing any more.
    for (const key of keys.filter((each) => each !== 'allow'))
      expect(CONFIG_TEMPLATE).toMatch(new RegExp(`^[ #]*.*\\b${key}:`, 'm'));
  });
});
