// Replaces `${other.key}` and `${oc.env:NAME,default}` in a configured value. Anything else in `${…}` is refused: it would become
// a folder called `${now:%Y}`. The syntax is OmegaConf's, which Hydra projects use.

import { nearest } from '../../lib/did-you-mean.ts';
import { escapeText } from '../../lib/escape.ts';
import type { Parsed } from '../../lib/quantities.ts';
import { isMapping, type KeyPath, valueAt } from './config-types.ts';

type Scalar = string | number | boolean;
/** `text` is the value of `key`, which must not need itself. `why` is a sentence, fit for a screen. */
export type Interpolate = (text: string, key: string) => Parsed<Scalar>;

/** Longer than any path (PATH_MAX). Keys that double each other would otherwise fill the memory. */
const LONGEST = 4096;
const DEEPEST = 50;
const PIECE = /\$\{([^{}]*)\}/g;
const WHOLE = /^\$\{([^{}]*)\}$/;
const KEY = /^[A-Za-z_][\w-]*(?:\.[\w-]+)*$/;
const VARIABLE = /^oc\.env:\s*([A-Za-z_]\w*)\s*(?:,(.*))?$/s;

/** A value that is one `${…}` and nothing else keeps the type of what it names. */
export function interpolation(config: unknown, env: Readonly<Record<string, string | undefined>>): Interpolate {
  const known = new Map<string, Parsed<Scalar>>();

  function resolveText(text: string, trail: readonly string[]): Parsed<Scalar> {
    if (text.includes('\\${') || text.replace(PIECE, '').includes('${')) return unresolved(text);
    const whole = WHOLE.exec(text)?.[1];
    if (whole !== undefined) return resolvePiece(whole.trim(), trail);
    let failure: Parsed<Scalar> | undefined;
    const result = text.replace(PIECE, (written: string, inside: string) => {
      const value = failure ?? resolvePiece(inside.trim(), trail);
      if (value.ok && value.value !== '') return String(value.value);
      failure = value.ok ? no(`names \`${escapeText(inside)}\`, which is empty`) : value;
      return written;
    });
    return failure ?? (result.length > LONGEST ? no(`becomes longer than ${LONGEST} characters`) : { ok: true, value: result });
  }

  function resolvePiece(inside: string, trail: readonly string[]): Parsed<Scalar> {
    const variable = VARIABLE.exec(inside);
    if (variable !== null) return resolveVariable(variable[1] ?? '', variable[2], env);
    return KEY.test(inside) ? resolveKey(inside, trail) : unresolved(`\${${inside}}`);
  }

  function resolveKey(key: string, trail: readonly string[]): Parsed<Scalar> {
    if (trail.includes(key))
      return no(`goes round in a circle: ${[...trail.slice(trail.indexOf(key)), key].map(escapeText).join(' → ')}`);
    if (trail.length > DEEPEST) return no(`passes through more than ${DEEPEST} keys`);
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = valueAt(config, key.split('.'));
    const result = typeof value === 'string' ? resolveText(value, [...trail, key]) : scalarAt(config, key, value);
    known.set(key, result);
    return result;
  }

  return (text, key) => (text.includes('${') ? resolveText(text, [key]) : { ok: true, value: text });
}

function resolveVariable(
  name: string,
  written: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Parsed<Scalar> {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  // Empty counts as not set, here and for keys: `"${oc.env:SCRATCH}/x"` would be `/x` (Steam's rm -rf "$STEAMROOT/"*).
  if (value) return { ok: true, value };
  const fallback = written?.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (!fallback || fallback === 'null') return no(`needs the environment variable ${name}, which is not set`);
  return { ok: true, value: fallback };
}

function scalarAt(config: unknown, key: string, value: unknown): Parsed<Scalar> {
  if (typeof value === 'number' || typeof value === 'boolean') return { ok: true, value };
  const named = `names \`${escapeText(key)}\``;
  if (value === undefined) return no(`${named}, which is not in this file${suggestion(config, key.split('.'))}`);
  return no(`${named}, which is ${value === null ? 'empty' : 'not a single value'}`);
}

function suggestion(config: unknown, keys: KeyPath): string {
  const depth = keys.findIndex((_, index) => valueAt(config, keys.slice(0, index + 1)) === undefined);
  const parent = valueAt(config, keys.slice(0, depth));
  const meant = isMapping(parent) ? nearest(String(keys[depth]), Object.keys(parent)) : undefined;
  return meant === undefined ? '' : ` (did you mean \`${escapeText([...keys.slice(0, depth), meant].join('.'))}\`?)`;
}

function unresolved(text: string): Parsed<Scalar> {
  return no(
    `holds \`${escapeText(text.slice(0, 60))}\`, which cannot be resolved here: only \${another.key} and \${oc.env:NAME,default} can`,
  );
}

function no(why: string): Parsed<never> {
  return { ok: false, why };
}
