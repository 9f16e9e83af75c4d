// @ts-check
// What `npm run bench -- …` may say.

import { parseArgs } from 'node:util';

const HELP = `npm run bench -- [options]

  --quick       the rows that take less than three minutes (the default, and what CI runs)
  --full        all rows, also those of a million files
  --only ROW    only this row, or rows whose names begin so; may be said again
  --list        only say which rows there are
  --budget SEC  for each row: after that no new round begins (default: 120 with --full, 8 without)
  --json FILE   write everything that was measured
  --write       write BENCHMARKS.md
  --disk DIR    where the rows on a disk work (default: the temporary folder)
  --scale N     trees of another size, such as 0.01, while working on the benchmarks
`;

export function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      budget: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'boolean' },
      disk: { type: 'string' },
      scale: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const full = values.full === true && values.quick !== true;
  const only = values.only ?? [];
  return {
    ...values,
    only,
    full,
    scale: Number(values.scale ?? 1),
    budgetMs: Number(values.budget ?? (full ? 120 : 8)) * 1000,
    /** What to say to have the same again. */
    command: [
      'npm run bench --',
      full ? '--full' : '--quick',
      ...(values.budget === undefined ? [] : [`--budget ${values.budget}`]),
      ...only.map((row) => `--only ${row}`),
    ].join(' '),
  };
}
