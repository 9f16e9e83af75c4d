// Reads what GitHub workflows say about where something is written: options and variables that name it, and what is uploaded from where.
// Folders that a job makes for itself, and its caches, end with its machine.

import { type PathSetting, thatMatter } from '../path-setting.ts';
import { settingNameOf } from '../setting-names.ts';
import { settingsInLine } from './shell.ts';
import { type YamlLine, yamlLines } from './yaml-lines.ts';

export function settingsInWorkflow(text: string): readonly PathSetting[] {
  const lines = yamlLines(text);
  const uploads = new Set(lines.flatMap(({ keys, text: uses, item }) => (isUpload(keys, uses) ? [item] : [])));
  // Where commands run in another folder, nobody here knows which.
  const areElsewhere = lines.some(({ keys }) => keys.at(-1) === 'working-directory');
  return thatMatter(
    lines.flatMap((line) => {
      const [parent, key] = line.keys.slice(-2);
      if (uploads.has(line.item) && key === 'path' && parent === 'with') return uploaded(line);
      if (parent === 'env' && key !== undefined) return named(`${key}="${line.text}"`, line);
      return key === 'run' && !areElsewhere ? named(line.text, line) : [];
    }),
  );
}

function isUpload(keys: readonly string[], uses: string): boolean {
  return keys.at(-1) === 'uses' && /^actions\/upload-artifact@/.test(uses);
}

function named(words: string, { line, column }: YamlLine): readonly PathSetting[] {
  const said = words.startsWith('#') ? [] : settingsInLine(` ${words}`, line);
  return said
    .filter(({ name }) => name !== null && settingNameOf(name)?.is !== 'variable')
    .map((saying) => ({ ...saying, column }));
}

/** `results/`, `results/*.json`; `!results/tmp` is what is left out. */
function uploaded({ text, line, column }: YamlLine): readonly PathSetting[] {
  const value = text.slice(0, text.search(/[*?$]|$/));
  const folder = value === text ? value : value.slice(0, value.lastIndexOf('/') + 1);
  return folder === '' || folder.startsWith('!') ? [] : [{ name: null, value: folder, line, column, by: 'upload' }];
}
