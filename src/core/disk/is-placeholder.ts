// Whether a file is nothing but a name kept free by an undo that came to no end (`journal/restore-placeholder.ts`).

import { placeholderText } from '../journal/restore-placeholder.ts';
import { attempt } from './directory.ts';
import type { Spot } from './find-item.ts';
import { bytesAt } from './stat-and-read.ts';

export function isPlaceholder({ parent, name }: Spot, operation: string, number: number): boolean {
  const text = placeholderText(operation, number);
  const found = attempt(() => bytesAt(parent, name, text.length + 1));
  return found.ok && found.value?.equals(Buffer.from(text)) === true;
}
