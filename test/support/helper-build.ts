// Which build a helper process must say that it is of, in tests that ask the built program for help.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FILE = resolve(import.meta.dirname, '../../dist/build-id');

export const BUILD: string = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
