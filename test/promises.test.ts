// Every promise of the threat model and of "What can go wrong" has a test that exists, and every entry is still a promise.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMISES, README_SENTENCES } from './promises.ts';

function textOf(file: string): string {
  const path = resolve(import.meta.dirname, '..', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** From one heading to the next of the same level. */
function chapter(file: string, from: string, to: string): readonly string[] {
  const text = textOf(file);
  return text.slice(text.indexOf(from), text.indexOf(to)).split('\n');
}

function rows(file: string, from: string, to: string): readonly string[] {
  return chapter(file, from, to).flatMap((line) => (/^\| (?!what |key |---)/.test(line) ? [line.slice(2)] : []));
}

const KEY_ROWS = rows('docs/threat-model.md', "## What a project's file", '## Against a hostile');

const PROMISED: Readonly<Record<string, readonly string[]>> = {
  'docs/threat-model.md': [
    ...KEY_ROWS,
    ...chapter('docs/threat-model.md', '## Against a hostile', '## What is not promised').flatMap((line) =>
      line.startsWith('- ') ? [line.slice(2)] : [],
    ),
  ],
  'README.md': rows('README.md', '## What can go wrong', '## How it is tried'),
};

describe.each(Object.entries(PROMISED))('%s', (document, promises) => {
  const entries = PROMISES.filter((each) => each.document === document);

  it('promises nothing else', () => {
    expect(promises.length).toBeGreaterThan(0);
    expect(promises.filter((line) => !entries.some(({ begins }) => line.startsWith(begins)))).toEqual([]);
    expect(entries.filter(({ begins }) => !promises.some((line) => line.startsWith(begins)))).toEqual([]);
  });

  it.each(entries)('$begins', ({ file, title }) => expect(textOf(file), file).toContain(title));
});

describe('the README says, outside its tables', () => {
  const readme = textOf('README.md').replace(/\s+/g, ' ');

  it.each(README_SENTENCES)('$begins', ({ begins, file, title }) => {
    expect(readme).toContain(begins);
    expect(textOf(file), file).toContain(title);
  });
});

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** An optional mapping may be null, too. */
const mappingOf = (node: SchemaNode | undefined): SchemaNode => node?.anyOf?.[0] ?? node ?? {};

it('the threat model has a row for every key of the configuration', () => {
  const schema: SchemaNode = JSON.parse(textOf('configs/project_config.schema.json'));
  const keys = Object.entries(mappingOf(schema.properties?.['outputs']).properties ?? {}).flatMap(([name, node]) => {
    // What stands below these are names that a project gives itself.
    if (name === 'naming' || name === 'layouts') return [name];
    const { properties, additionalProperties } = mappingOf(node);
    if (name === 'sections') return Object.keys(additionalProperties?.properties ?? {}).map((key) => `sections.*.${key}`);
    return properties === undefined ? [name] : Object.keys(properties).map((key) => `${name}.${key}`);
  });
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter((key) => !KEY_ROWS.some((row) => row.split(' | ')[0]?.includes(`\`${key}\``)))).toEqual([]);
});
