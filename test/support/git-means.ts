// How the tests ask git: as an installed program does.

import { resolve } from 'node:path';
import type { LendEmptyRepository } from '../../src/core/git/empty-repository.ts';
import type { GitMeans } from '../../src/core/git/read/ask-git.ts';

export const lendInstalled: LendEmptyRepository = (format, use) => use(resolve(import.meta.dirname, '../../configs/git', format));

export const MEANS: GitMeans = {
  env: { PATH: process.env['PATH'] },
  uid: process.geteuid?.() ?? -1,
  lendEmptyRepository: lendInstalled,
};
