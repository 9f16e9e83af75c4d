// Which model a file's name speaks of, for ten thousand names while somebody waits. As `naming/template.ts` reads them, and a tenth of its time.

import { isTooLong } from '../../core/lib/name-length.ts';
import { plainTemplate } from '../../core/naming/fast-template.ts';
import { compileTemplate, mostSpecificFirst, parseName, type Template } from '../../core/naming/template.ts';
import type { PathText } from '../../core/types/primitives.ts';

const MODEL = 'model_name';

/** `naming`: name templates. The answer is null where none fits, or the one that does names no model. */
export function modelReader(naming: readonly string[]): (name: PathText) => string | null {
  const compiled = naming.flatMap((source) => {
    const template = compileTemplate(source);
    return template.ok ? [template.value] : [];
  });
  const readers = mostSpecificFirst(compiled, (template) => template).map((template) => readerOf(template));
  return (name) => {
    for (const read of readers) {
      const model = read(name);
      if (model !== undefined) return model;
    }
    return null;
  };
}

/** Undefined where the template does not fit. */
function readerOf(template: Template): (name: PathText) => string | null | undefined {
  // Of a plain template an expression has nothing to try in two ways. Others would take time to the power of their fields.
  if (plainTemplate(template) === null) {
    return (name) => {
      const values = parseName(template, name);
      return values === null ? undefined : modelIn(values[MODEL]);
    };
  }
  const pattern = new RegExp(`^${template.pieces.map(patternOf).join('')}$`, 's');
  return (name) => {
    const match = isTooLong(name) ? null : pattern.exec(name);
    return match === null ? undefined : modelIn(match.groups?.[MODEL]);
  };
}

function patternOf(piece: Template['pieces'][number]): string {
  if (typeof piece === 'string') return piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  if (piece.kind === 'number') return '[0-9]+';
  return piece.name === MODEL ? `(?<${MODEL}>.+)` : '.+';
}

function modelIn(value: string | number | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
