// The fault tests in their order, and the account at the end.

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { frozenCommand } from './command.ts';
import { corruption } from './corruption.ts';
import { crash } from './crash.ts';
import { errno } from './errno.ts';
import { helperProcesses } from './helper-processes.ts';
import { type Account, runSuite, type Share, type Suite, summary } from './ledger.ts';
import { live } from './live.ts';
import { million } from './million.ts';
import { power } from './power.ts';
import { races } from './races.ts';
import { together } from './together.ts';
import { findTools } from './tools.ts';
import { warmCommand } from './warm-command.ts';

interface Place {
  readonly repository: string;
  /** The bundle that prunes without a lock, in a process of its own. */
  readonly worker: string;
  /** The bundle that runs commands without a fault. */
  readonly warm: string;
  /** Removed by the caller. */
  readonly scratch: string;
}

const DAY_MS = 86_400_000;

/** Which third of the failing calls and of the power cuts is tried: the day's, or that of `--third 1|2|3`; null for all of them. */
function shareOf(argv: readonly string[], nowMs: number): Share | null {
  if (argv.includes('--full') || argv.includes('--match')) return null;
  const given = argv.includes('--third') ? Number(argv[argv.indexOf('--third') + 1]) : null;
  if (given !== null && ![1, 2, 3].includes(given)) throw new Error('--third takes 1, 2 or 3');
  return { third: given ?? (Math.floor(nowMs / DAY_MS) % 3) + 1 };
}

/** The exit code. */
export async function main(argv: readonly string[], { repository, worker, warm, scratch }: Place): Promise<number> {
  const full = argv.includes('--full');
  const only = argv[argv.indexOf('--only') + 1];
  const wanted = argv.includes('--only') ? new Set(only?.split(',')) : null;
  const match = argv.includes('--match') ? (argv[argv.indexOf('--match') + 1] ?? '') : '';
  const share = shareOf(argv, Date.now());
  const tools = findTools();
  const command = frozenCommand(repository, scratch, tools.ownProc);
  using warmed = warmCommand(command, warm);
  // With --full every command is a process of its own, as people have it.
  const lasting = full ? command : warmed;
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const suites: readonly Suite[] = [
    { name: 'crash', run: (ledger) => crash(ledger, lasting, folder) },
    { name: 'errno', run: (ledger) => errno(ledger, lasting, folder) },
    { name: 'corruption', run: (ledger) => corruption(ledger, lasting, folder) },
    { name: 'power', run: (ledger) => power(ledger, lasting, scratch) },
    { name: 'races', run: (ledger) => races(ledger, repository, folder) },
    { name: 'live', run: (ledger) => live(ledger, repository, folder) },
    { name: 'together', run: (ledger) => together(ledger, command, folder, worker) },
    { name: 'helpers', run: (ledger) => helperProcesses(ledger, command, folder) },
    { name: 'million', run: (ledger) => million(ledger, repository, command, folder) },
  ];
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const accounts: Account[] = [];
  for (const suite of suites) {
    if (wanted !== null && !wanted.has(suite.name)) continue;
    const account = await runSuite(suite, { full, match, share }, tools, say);
    say(`${suite.name}: ${account.ran} points, ${account.failed.length} failed, ${account.seconds.toFixed(0)} s`);
    accounts.push(account);
  }
  say(`\n${summary(accounts)}`);
  const none = accounts.every(({ ran }) => ran === 0);
  if (none) say('No point ran: nothing is called so.');
  const failed = none || accounts.some((account) => account.failed.length > 0);
  const missing = process.env['CI'] ? accounts.flatMap(({ skipped }) => skipped.filter(({ canBeHad }) => canBeHad)) : [];
  if (missing.length > 0) say('A tool that could be installed is missing, and this is CI: that is a failure.');
  return failed || missing.length > 0 ? 1 : 0;
}
