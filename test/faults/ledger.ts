// Runs the points of a suite, a few at a time, and keeps the account: how many ran, passed, failed, were skipped, and why.

import type { FaultTools } from './tools.ts';

/** One thing to try. It passes when it returns no complaint. */
export interface Point {
  readonly name: string;
  readonly run: () => Promise<readonly string[]>;
}

export interface Account {
  readonly suite: string;
  ran: number;
  readonly failed: { readonly name: string; readonly complaints: readonly string[] }[];
  readonly skipped: { readonly what: string; readonly why: string; readonly canBeHad: boolean }[];
  /** Facts worth a line, e.g. how often the attacker won a race that we noticed. */
  readonly notes: string[];
  seconds: number;
}

export interface Suite {
  readonly name: string;
  readonly run: (ledger: Ledger) => Promise<void>;
}

/** What a run without `--full` tries of the failing calls and of the power cuts. */
export interface Share {
  readonly third: number;
}

export interface Ledger {
  readonly full: boolean;
  readonly share: Share | null;
  readonly tools: FaultTools;
  /** Runs them all, `atOnce` at a time. */
  points(points: readonly Point[], atOnce?: number): Promise<void>;
  /** `canBeHad`: a tool that could be installed, so that its absence is a failure where CI=true. */
  skip(what: string, why: string, canBeHad?: boolean): void;
  note(text: string): void;
}

const AT_ONCE = 3;
const MOST_SAID = 8;

/** `match`: only points with this in their name, to try again what failed. */
export interface Extent {
  readonly full: boolean;
  readonly match: string;
  readonly share: Share | null;
}

export async function runSuite(
  suite: Suite,
  { full, match, share }: Extent,
  tools: FaultTools,
  say: (text: string) => void,
): Promise<Account> {
  const account: Account = { suite: suite.name, ran: 0, failed: [], skipped: [], notes: [], seconds: 0 };
  const start = Date.now();
  const one = async ({ name, run }: Point): Promise<void> => {
    let complaints: readonly string[];
    try {
      complaints = await run();
    } catch (error) {
      complaints = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
    account.ran++;
    if (complaints.length === 0) return;
    account.failed.push({ name, complaints });
    const more = complaints.length > MOST_SAID ? [`… and ${complaints.length - MOST_SAID} more`] : [];
    say([`✗ ${suite.name}: ${name}`, ...complaints.slice(0, MOST_SAID), ...more].join('\n    '));
  };
  const ledger: Ledger = {
    full,
    share,
    tools,
    async points(points, atOnce = AT_ONCE) {
      const left = points.filter(({ name }) => name.includes(match));
      const worker = async (): Promise<void> => {
        for (let point = left.shift(); point !== undefined; point = left.shift()) await one(point);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
    skip: (what, why, canBeHad = false) => account.skipped.push({ what, why, canBeHad }),
    note: (text) => account.notes.push(text),
  };
  try {
    await suite.run(ledger);
  } catch (error) {
    account.ran++;
    account.failed.push({ name: 'the suite itself', complaints: [error instanceof Error ? (error.stack ?? '') : String(error)] });
    say(`✗ ${suite.name}: ${account.failed.at(-1)?.complaints[0]}`);
  }
  account.seconds = (Date.now() - start) / 1000;
  return account;
}

export function summary(accounts: readonly Account[]): string {
  const lines = [['suite', 'points', 'passed', 'failed', 'skipped', 'seconds']];
  for (const { suite, ran, failed, skipped, seconds } of accounts)
    lines.push([suite, ran, ran - failed.length, failed.length, skipped.length, seconds.toFixed(0)].map(String));
  const total = (count: (account: Account) => number): string =>
    String(accounts.reduce((sum, account) => sum + count(account), 0));
  lines.push([
    'total',
    total(({ ran }) => ran),
    total(({ ran, failed }) => ran - failed.length),
    total(({ failed }) => failed.length),
    total(({ skipped }) => skipped.length),
    total(({ seconds }) => Math.round(seconds)),
  ]);
  const table = lines.map(([name = '', ...cells]) => name.padEnd(14) + cells.map((cell) => cell.padStart(9)).join(''));
  const notes = accounts.flatMap(({ suite, notes }) => notes.map((text) => `${suite}: ${text}`));
  const skips = accounts.flatMap(({ suite, skipped }) => skipped.map(({ what, why }) => `skipped ${suite}: ${what}: ${why}`));
  return [...table, ...notes, ...skips].join('\n');
}
