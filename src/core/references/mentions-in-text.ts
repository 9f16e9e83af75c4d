// Decides which checkpoints a text of the project names: a path, or a file name as a whole word, e.g. `--resume
// outputs/checkpoints/UNet_epoch_10.pth`. Nothing is guessed: `UNet` and `epoch 10` name nothing.
//
// One pass over a text for all names at once: at each word that some name begins with, the few lengths of such names are tried. So
// names may hold anything (spaces, `=`, newlines, bytes that are not UTF-8), and 100,000 of them cost no more than one.

import { namesOfUnit } from '../layouts/find-unit.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';

export interface NameIndex {
  /** By the first word of a name: one unit, or all units that have such a name. */
  readonly byWord: ReadonlyMap<string, Unit | readonly Unit[]>;
  /** The names of those that some text has said the first word of. */
  readonly said: Map<string, Names>;
  /** Some name holds a character that JSON may write as `\u00e9`. */
  readonly beyondAscii: boolean;
}

/** All that begin with one word. */
interface Names {
  readonly lengths: readonly number[];
  readonly units: ReadonlyMap<PathText, Namesakes>;
}

/** The checkpoints of one name, by folder; built when a text first names one. */
interface Namesakes {
  readonly units: Unit[];
  below?: Map<PathText, Namesakes>;
}

export interface NamedUnit {
  readonly unit: Unit;
  /** From 1. */
  readonly line: number;
}

/** Non-ASCII letters count as parts of words, and so do bytes that are not UTF-8. */
const WORD = /[A-Za-z0-9_\u0080-\uffff]+/g;
/** Names that a project's files often use for other things. They count only with their folder before them. */
const SAYS_LITTLE =
  /^(?:[0-9]+|[A-Za-z]+|README\.md|merges\.txt|[a-z_]*(?:config|tokenizer|map|vocab|metadata|state|index)\.json|(?:pytorch_|adapter_)?model(?:-[0-9]+-of-[0-9]+)?\.(?:safetensors|bin)|(?:optimizer|scheduler|scaler|training_args)\.(?:pt|bin))$/;

/** Next to nothing for each name: of 100,000 a text says a few. */
export function nameIndex(units: readonly Unit[]): NameIndex {
  const byWord = new Map<string, Unit | Unit[]>();
  let beyondAscii = false;
  for (const unit of units) {
    for (const name of namesOfUnit(unit)) {
      const word = firstWord(name);
      if (word === '') continue;
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, unit);
      else if (!Array.isArray(known)) byWord.set(word, known === unit ? unit : [known, unit]);
      else if (known.at(-1) !== unit) known.push(unit);
      beyondAscii ||= /[\u0080-\uffff]/.test(name);
    }
  }
  return { byWord, said: new Map(), beyondAscii };
}

function firstWord(name: PathText): string {
  let start = 0;
  while (start < name.length && !isInWord(name.charCodeAt(start))) start++;
  let end = start;
  while (end < name.length && isInWord(name.charCodeAt(end))) end++;
  return name.slice(start, end);
}

/** As `WORD` says. */
function isInWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 || (code >= 65 && code <= 90) || code >= 0x80;
}

function namesOf(word: string, { byWord, said }: NameIndex): Names | null {
  const known = said.get(word);
  if (known !== undefined) return known;
  const units = byWord.get(word);
  if (units === undefined) return null;
  const names = namesFrom(word, Array.isArray(units) ? units : [units]);
  said.set(word, names);
  return names;
}

function namesFrom(word: string, units: readonly Unit[]): Names {
  const byName = new Map<PathText, Namesakes>();
  const lengths = new Set<number>();
  for (const unit of units) {
    for (const whole of namesOfUnit(unit)) {
      if (firstWord(whole) !== word) continue;
      const name = whole.slice(whole.indexOf(word));
      lengths.add(name.length);
      const known = byName.get(name);
      if (known === undefined) byName.set(name, { units: [unit] });
      else if (known.units.at(-1) !== unit) known.units.push(unit);
    }
  }
  return { lengths: [...lengths], units: byName };
}

/** Each checkpoint once, at the first line that names it. `section`: its absolute path, for names that need their folders. */
export function unitsNamedIn(text: PathText, index: NameIndex, section: PathText): readonly NamedUnit[] {
  const plain = index.beyondAscii ? withoutUnicodeEscapes(text) : text;
  const found = new Map<Unit, number>();
  let [line, counted] = [1, 0];
  for (const { 0: word, index: at } of plain.matchAll(WORD)) {
    const names = namesOf(word, index);
    for (const length of names?.lengths ?? []) {
      const end = at + length;
      const namesakes = names?.units.get(plain.slice(at, end));
      if (namesakes === undefined || !isWhole(plain, at, end)) continue;
      const { units, folders } = nearest(namesakes, plain, at, section);
      if (folders === 0 && SAYS_LITTLE.test(plain.slice(at, end))) continue;
      for (; counted < at; counted++) if (plain.charCodeAt(counted) === 10) line++;
      for (const unit of units) if (!found.has(unit)) found.set(unit, line);
    }
  }
  return [...found].map(([unit, at]) => ({ unit, line: at }));
}

/** `json.dump` writes a name of `mô_hình` in ASCII. Lines stay as they are. */
function withoutUnicodeEscapes(text: PathText): PathText {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (written, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code < 0x80 ? written : String.fromCharCode(code);
  });
}

/** Not within `My-UNet_epoch_10.pth`, `UNet_epoch_10.pth.bak` or `checkpoint-500-merged`, which are other names. */
function isWhole(text: PathText, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  return (
    !/[A-Za-z0-9_\u0080-\uffff][-.]$/.test(before) &&
    !/^(?:[A-Za-z0-9_\u0080-\uffff]|[-.=][A-Za-z0-9_\u0080-\uffff])/.test(text.slice(end, end + 2))
  );
}

/**
 * Of several checkpoints of one name (`runs/a/best.pt`, `runs/b/best.pt`) those that share the most folders with what the text has
 * before it. A path of another machine shares none, and means them all. `folders`: how many are shared.
 */
function nearest(
  namesakes: Namesakes,
  text: PathText,
  at: number,
  section: PathText,
): { readonly units: readonly Unit[]; readonly folders: number } {
  let here = namesakes;
  let folders = 0;
  for (let end = at; /[/\\]/.test(text[end - 1] ?? ''); folders++) {
    const folder = FOLDER.exec(text.slice(Math.max(0, end - 256), end - 1))?.[0] ?? '';
    here.below ??= byFolder(here.units, folders, section);
    const next = here.below.get(folder);
    if (next === undefined) break;
    here = next;
    end -= folder.length + 1;
  }
  return { units: here.units, folders };
}

/** The name of a folder at the end of a text: up to a slash, a space, a quote, or what else parts words in code. */
const FOLDER = /[^/\\\s"'`<>()[\]{},;:|*=$]+$/;

function byFolder(units: readonly Unit[], levels: number, section: PathText): Map<PathText, Namesakes> {
  const groups = new Map<PathText, Namesakes>();
  for (const unit of units) {
    const folder = `${section}/${unit.path}`.split('/').at(-2 - levels) ?? '';
    const group = groups.get(folder);
    if (group === undefined) groups.set(folder, { units: [unit] });
    else group.units.push(unit);
  }
  return groups;
}
