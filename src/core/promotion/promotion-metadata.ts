// Decides what is written down beside a promoted model, how its files are called, and whether such a file that is read back can be used.

import type { Parsed } from '../lib/quantities.ts';
import type { PromotionRecord } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';

/** One file of the model. `path` is relative to the model; `''` is the model itself. */
export interface PromotedFile {
  readonly path: PathText;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Promotion extends PromotionRecord {
  readonly schemaVersion: 1;
  readonly operation: string;
  readonly bytes: number;
  readonly files: readonly PromotedFile[];
}

const METADATA = '.promoted.json';
const CARD = '.md';

/** `UNet.pth.promoted.json`. Beside the model: inside of a folder it would be a file that the framework did not write. */
export function metadataNameOf(model: PathText): PathText {
  return model + METADATA;
}

export function cardNameOf(model: PathText): PathText {
  return model + CARD;
}

/** The model that a metadata file speaks of; null for any other name. Works on paths as well. */
export function modelOfMetadata(path: PathText): PathText | null {
  const model = path.endsWith(METADATA) ? path.slice(0, -METADATA.length) : '';
  return model === '' || model.endsWith('/') ? null : model;
}

/** A name that every command knows for unfinished (`temporary-names.ts`). */
export function stagingName(operation: string, number: number): PathText {
  return `.outputs-${operation}-${number}.incomplete`;
}

/** What a promotion that was cut short can have left: the model itself, or a text beside it. */
export function isPromotionLeftover(name: PathText): boolean {
  return /^\.outputs-\d{8}T\d{6}Z-[0-9a-f]{8}-\d+(?:\.incomplete|-(?:card|metadata)\.tmp)$/.test(name);
}

/** A lone surrogate is an escape, so that every name comes back as it was. */
export function promotionText(record: PromotionRecord, operation: string, files: readonly PromotedFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const promotion: Promotion = { schemaVersion: 1, ...record, operation, bytes, files };
  return `${JSON.stringify(promotion, null, 2)}\n`;
}

/** `why` is a clause to put after the file's name. Only what is used of it is checked: people add keys of their own. */
export function readPromotion(text: string): Parsed<Promotion> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: 'is no JSON' };
  }
  if (!isFields(value)) return { ok: false, why: 'is no JSON object' };
  if (value['schemaVersion'] !== 1) return { ok: false, why: 'is of a version that is not known' };
  const { files, operation, metrics } = value;
  const isWhole =
    typeof operation === 'string' && Array.isArray(metrics) && Array.isArray(files) && files.length > 0 && files.every(isFile);
  return isWhole ? { ok: true, value: value as unknown as Promotion } : { ok: false, why: 'does not say which files it is of' };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFile(value: unknown): value is PromotedFile {
  if (!isFields(value)) return false;
  const { path, bytes, sha256 } = value;
  return typeof path === 'string' && isBelow(path) && Number.isSafeInteger(bytes) && /^[0-9a-f]{64}$/.test(String(sha256));
}

/** Somebody else may have written it: it leads nowhere but into the model. */
function isBelow(path: string): boolean {
  return path === '' || path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0'));
}
