// Reads what Python says about where something is written: defaults of argparse, click, typer, dataclasses and functions, keyword
// arguments, `os.environ`, folders made, and trackers that are started without being told where.

import { type PathSetting, placer, thatMatter } from '../path-setting.ts';
import { type PythonToken, pythonTokens } from './python-tokens.ts';

export function settingsInPython(text: string): readonly PathSetting[] {
  const tokens = pythonTokens(text);
  const found: { readonly name: string | null; readonly value: string; readonly at: number; readonly by?: 'default' }[] = [];
  const add = (name: string | null, path: Path | null): void => {
    if (path !== null) found.push({ name, value: path.value, at: path.at });
  };
  const is = (at: number, wanted: string): boolean => tokens[at]?.text === wanted && tokens[at]?.is !== 'string';
  const stringAt = (at: number): string | null => (tokens[at]?.is === 'string' ? (tokens[at]?.text ?? null) : null);

  for (const [at, token] of tokens.entries()) {
    if (token.is === 'sign') {
      // `name = …`, `name: Type = …`, `x["name"] = …`; not `==`, `<=`, `!=`.
      if (token.text === '=' && !is(at + 1, '=') && !/^[=!<>]$/.test(tokens[at - 1]?.text ?? '')) {
        const path = pathAt(tokens, at + 1);
        if (path !== null) for (const name of namesBefore(tokens, at)) add(name, path);
      }
      // A dict: `{"name": …`.
      const key = token.text === ':' ? stringAt(at - 1) : null;
      if (key !== null && /^[{,]$/.test(tokens[at - 2]?.text ?? '')) add(key, pathAt(tokens, at + 1));
      continue;
    }
    if (token.is !== 'name' || !is(at + 1, '(')) continue;
    if (OPTIONS.has(token.text)) {
      const { flags, given } = optionAt(tokens, at + 1);
      for (const flag of flags) add(flag, given);
    } else if (LOOKUPS.has(token.text)) {
      const key = token.text === 'getattr' ? secondArgument(tokens, at + 1) : at + 2;
      const name = stringAt(key);
      if (name !== null && is(key + 1, ',')) add(name, pathAt(tokens, key + 2));
    } else if (MAKERS.has(token.text)) {
      add(null, pathAt(tokens, at + 2));
    } else if (
      (token.text === 'save' && is(at - 2, 'torch')) ||
      (token.text === 'open' && !is(at - 1, '.') && writesAt(tokens, at + 1))
    ) {
      add(null, pathAt(tokens, token.text === 'save' ? secondArgument(tokens, at + 1) : at + 2));
    } else if (token.text === 'Path') {
      const path = pathAt(tokens, at);
      if (path !== null && is(path.next, '.') && is(path.next + 1, 'mkdir')) add(null, path);
    }
    const folder = trackerAt(tokens, at);
    if (folder !== null) found.push({ name: null, value: folder, at: token.at, by: 'default' });
  }
  const placed = placer(text);
  return thatMatter(found.sort((a, b) => a.at - b.at).map(({ at, ...saying }) => ({ ...saying, ...placed(at) })));
}

/** argparse, click, typer; and what fills in a default where a key is missing. */
const OPTIONS: ReadonlySet<string> = new Set(['add_argument', 'option', 'Option', 'Argument']);
const LOOKUPS: ReadonlySet<string> = new Set(['get', 'getenv', 'getattr', 'setdefault', 'pop']);
const MAKERS: ReadonlySet<string> = new Set(['makedirs', 'mkdir', 'savefig', 'to_csv', 'save_pretrained', 'save_weights']);

const DEEPEST = 16;
/** Longer is no path. */
const LONGEST = 4096;

interface Path {
  readonly value: string;
  readonly at: number;
  /** The token behind it. */
  readonly next: number;
}

/** A path that stands in the text: a string, `Path("a") / "b"`, `os.path.join("a", x)`, `x or "a"`, `field(default="a")`. */
function pathAt(tokens: readonly PythonToken[], at: number, depth = 0): Path | null {
  // What no person wrote.
  if (depth > DEEPEST) return null;
  let start = at;
  const names: string[] = [];
  for (; tokens[start]?.is === 'name' || tokens[start]?.text === '.'; start++) names.push(tokens[start]?.text ?? '');
  const last = names.at(-1) ?? '';
  if (last === 'or' && names.length > 1) return pathAt(tokens, start, depth + 1);
  if (names.length > 0) {
    if (tokens[start]?.text !== '(') return null;
    if (last === 'Path' || last === 'str' || last === 'join' || last === 'abspath' || last === 'expanduser') {
      const inner = pathAt(tokens, start + 1, depth + 1);
      if (inner === null) return null;
      if (tokens[inner.next]?.text === ')') return joined(tokens, { ...inner, next: inner.next + 1 });
      return last === 'join' || last === 'Path' ? joined(tokens, inner, ',') : null;
    }
    if (last === 'field' || last === 'Field' || OPTIONS.has(last)) {
      const { given } = optionAt(tokens, start, depth);
      return given ?? pathAt(tokens, start + 1, depth + 1);
    }
    if (last === 'getenv' || last === 'get') {
      return tokens[start + 1]?.is === 'string' && tokens[start + 2]?.text === ',' ? pathAt(tokens, start + 3, depth + 1) : null;
    }
    return null;
  }
  const token = tokens[start];
  if (token?.is !== 'string') return null;
  const path = { value: whole(token), at: token.at, next: start + 1 };
  if (path.value === '') return null;
  // `"a" + x` and `"a" % x` go on at run time; what is compared, called on or indexed is no path.
  if (/^[[.]$/.test(tokens[start + 1]?.text ?? '') && tokens[start + 1]?.is === 'sign') return null;
  return joined(tokens, path);
}

/** Up to a whole name, where the rest comes at run time. */
function whole({ text, open }: PythonToken): string {
  return open ? text.slice(0, text.lastIndexOf('/') + 1) : text;
}

/** `Path("a") / "b"`, and `join("a", "b"`: as far as strings follow. */
function joined(tokens: readonly PythonToken[], path: Path, sign: '/' | ',' = '/'): Path {
  let { value, next } = path;
  for (let part = tokens[next + 1]; tokens[next]?.text === sign && part?.is === 'string'; part = tokens[next + 1]) {
    if (value.length > LONGEST) break;
    value = `${value.replace(/\/$/, '')}/${whole(part)}`;
    next += 2;
  }
  return { ...path, value, next };
}

/** What stands before `=`: the name itself, or the one that has the annotation. */
function namesBefore(tokens: readonly PythonToken[], equals: number): readonly string[] {
  const before = tokens[equals - 1];
  if (before?.text === ']' && tokens[equals - 2]?.is === 'string' && tokens[equals - 3]?.text === '[')
    return [tokens[equals - 2]?.text ?? ''];
  const direct = before?.is === 'name' ? [before.text] : [];
  let at = equals - 1;
  while (at > equals - 16 && tokens[at] !== undefined && (tokens[at]?.is === 'name' || /^[[\].,|]$/.test(tokens[at]?.text ?? '')))
    at--;
  const annotated = tokens[at]?.text === ':' && at < equals - 1 ? tokens[at - 1] : undefined;
  return annotated?.is === 'name' ? [...direct, annotated.text] : direct;
}

/** Of a call whose `(` is at `open`: its `--flags`, and the path that is its `default`. */
function optionAt(
  tokens: readonly PythonToken[],
  open: number,
  depth = 0,
): { readonly flags: readonly string[]; readonly given: Path | null } {
  const flags: string[] = [];
  let given: Path | null = null;
  for (const at of argumentsAt(tokens, open)) {
    const token = tokens[at];
    if (token?.is === 'string' && token.text.startsWith('--')) flags.push(token.text.split('/', 1)[0] ?? '');
    if (token?.text === 'default' && tokens[at + 1]?.text === '=') given = pathAt(tokens, at + 2, depth + 1);
  }
  return { flags, given };
}

/** Where each argument of a call begins. */
function argumentsAt(tokens: readonly PythonToken[], open: number): readonly number[] {
  const starts = [open + 1];
  let depth = 0;
  for (let at = open; at < tokens.length && at < open + 400; at++) {
    const token = tokens[at];
    if (token?.is !== 'sign') continue;
    if (/[([{]/.test(token.text)) depth++;
    else if (/[)\]}]/.test(token.text)) depth--;
    else if (token.text === ',' && depth === 1) starts.push(at + 1);
    if (depth === 0) break;
  }
  return starts;
}

function secondArgument(tokens: readonly PythonToken[], open: number): number {
  return argumentsAt(tokens, open)[1] ?? tokens.length;
}

/** `open(path, "w")`. */
function writesAt(tokens: readonly PythonToken[], open: number): boolean {
  const mode = tokens[secondArgument(tokens, open)];
  return mode?.is === 'string' && /^[wax]/.test(mode.text);
}

/** The folder that a tracker makes where its call does not say another. `at`: the name before `(`. */
function trackerAt(tokens: readonly PythonToken[], at: number): string | null {
  const owner = tokens[at - 1]?.text === '.' ? tokens[at - 2]?.text : undefined;
  const name = tokens[at]?.text ?? '';
  if (name === 'init' && owner === 'wandb') return names(tokens, at + 1, 'dir') ? null : 'wandb';
  if (name === 'Trainer' && /^(?:pl|L|lightning|pytorch_lightning)$/.test(owner ?? ''))
    return names(tokens, at + 1, 'default_root_dir') || names(tokens, at + 1, 'logger') ? null : 'lightning_logs';
  if (owner === 'mlflow' && /^(?:start_run|set_experiment|autolog)$/.test(name)) return 'mlruns';
  if (name === 'SummaryWriter' && tokens[at - 1]?.text !== 'class') return tokens[at + 2]?.text === ')' ? 'runs' : null;
  return null;
}

function names(tokens: readonly PythonToken[], open: number, keyword: string): boolean {
  return argumentsAt(tokens, open).some(
    (at) => tokens[at]?.text === keyword || (tokens[at]?.text === '*' && tokens[at + 1]?.text === '*'),
  );
}
