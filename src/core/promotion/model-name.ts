// Decides what a promoted model is called: as somebody says, else by the models section's templates, else as the checkpoint.

import { isContent } from '../formats/inspect-folder.ts';
import { escapeText } from '../lib/escape.ts';
import { bytesOfText } from '../lib/path-text.ts';
import { folderOf, nameOf } from '../lib/paths.ts';
import type { Parsed } from '../lib/quantities.ts';
import { compileTemplate, formatName, parseByAny, type Template, type Values } from '../naming/template.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { metadataNameOf, modelOfMetadata } from './promotion-metadata.ts';

/** NAME_MAX, in bytes; the metadata's name is the longest that is made of the model's. */
const LONGEST_NAME = 255;

/** `templates`: `naming` of the models section. `why` is a sentence. */
export function modelName(asked: string | undefined, unit: Unit, templates: readonly string[]): Parsed<PathText> {
  const compiled = templates.flatMap((source) => {
    const template = compileTemplate(source);
    return template.ok ? [template.value] : [];
  });
  const name = asked === undefined ? (byTemplate(unit, compiled) ?? ownName(unit)) : withExtension(asked, unit);
  const no = (why: string): Parsed<PathText> => ({ ok: false, why: `${escapeText(name)} ${why}` });
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return no('is no file name');
  if (name.startsWith('.')) return no('would be hidden');
  if (modelOfMetadata(name) !== null || name.endsWith('.md')) return no('is the name of what describes a model');
  if (bytesOfText(metadataNameOf(name)).length > LONGEST_NAME) return no('is too long for the names beside it');
  if (asked !== undefined && compiled.length > 0 && parseByAny(compiled, name) === null)
    return no(`follows none of the names that the config gives to models: ${templates.map(escapeText).join(', ')}`);
  return { ok: true, value: name };
}

function isFile({ parts }: Unit): boolean {
  return parts.length === 1 && parts[0]?.facts.type === 'file';
}

/** Of several files, the folder that they lie in says more than the first shard: `model-00001-of-00002.safetensors`. */
function ownName(unit: Unit): PathText {
  if (unit.parts.length === 1) return nameOf(unit.path);
  return unit.checkpoint.model || nameOf(folderOf(unit.path)) || nameOf(unit.path).replace(/\.[^.]*$/, '');
}

/** The first that this checkpoint fills. */
function byTemplate(unit: Unit, templates: readonly Template[]): PathText | null {
  const { model, epoch, step } = unit.checkpoint;
  const number = epoch ?? step;
  const known: Values = {
    model_name: model || ownName(unit).replace(/\.[^.]*$/, ''),
    ...(number !== undefined && { num: number }),
    ...(epoch !== undefined && { epoch }),
    ...(step !== undefined && { step }),
  };
  for (const template of templates) {
    const values = Object.fromEntries(Object.entries(known).filter(([key]) => template.fields.some(({ name }) => name === key)));
    const named = formatName(template, values);
    if (named.ok) return named.value;
  }
  return null;
}

/** A file of weights without its ending is opened by nothing. */
function withExtension(asked: string, unit: Unit): PathText {
  const ending = /\.[A-Za-z][A-Za-z0-9]*$/.exec(nameOf(unit.path))?.[0] ?? '';
  return !isFile(unit) || isContent(asked) || asked === '' ? asked : asked + ending;
}
