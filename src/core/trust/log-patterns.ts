// Decides whether a pattern of a logs section matches only names that programs give to logs. `*` would take metrics and notes, too.

/** The word by itself, or a rotated file: `*.log`, `*.log.1`, `train_log.txt`, `log-*.txt`, `*.log*`. */
const SAYS_LOG = /(?:^|[._-])logs?(?:[._-].*)?$|\.log\*$/i;
/** What shells and batch systems write: `slurm-*.out`, `job.err`, `job.o123`. */
const IS_OUTPUT = /\.(?:out|err|stdout|stderr|[oe](?:\d|#)\*?)(?:\.(?:\d+|\*|#|gz|bz2|xz|zst))*$/i;
const DIGIT = /\[(?:0-9|:digit:|\d)\]/g;
/** With these a text that says `.log` can match anything else, too: `?(.log-)*`. */
const CHOICES = /[()[\]{}|\\!]/;
const BRACES = /\{([^{}]*)\}/;
/** Braces multiply. */
const LONGEST = 200;

export function matchesOnlyLogs(pattern: string): boolean {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1).replace(DIGIT, '#');
  const [braces, choices] = name.length <= LONGEST ? (BRACES.exec(name) ?? []) : [];
  if (braces !== undefined && choices !== undefined)
    return choices.split(',').every((choice) => matchesOnlyLogs(name.replace(braces, () => choice)));
  return !CHOICES.test(name) && (SAYS_LOG.test(name) || IS_OUTPUT.test(name));
}
