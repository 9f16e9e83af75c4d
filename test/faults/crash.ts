// Kills each command at each system call that touches its tree, then looks, and brings it to its end in two ways: undo, and the same again.

import { escapeText } from '../../src/core/lib/escape.ts';
import type { Command, Ran } from './command.ts';
import type { Ledger, Point } from './ledger.ts';
import { isComplete, judgeRun, judgeTree, type Stage, stage, undoAll } from './oracle.ts';
import { aimedAnew, faultAt, hit, type Place, placesOf, TRIES } from './points.ts';
import { SCENARIOS, type Scenario, WITHOUT_LINKS } from './scenarios.ts';

/**
 * A kill before one of these finds the disk as a kill before the next call that changes it: what was written is in the page cache, which
 * a kill leaves alone. Power cuts, where fsync decides, are tried by power.ts.
 */
const LEAVES_THE_DISK_AS_IT_IS: ReadonlySet<string> = new Set(['close', 'fsync', 'fdatasync']);

export async function crash(
  ledger: Ledger,
  whole: Command,
  folder: string,
  scenarios: readonly Scenario[] = [...SCENARIOS, ...WITHOUT_LINKS],
): Promise<void> {
  if (!ledger.tools.strace) return ledger.skip('every point', 'strace is missing or may not trace', true);
  let missed = 0;
  for (const scenario of scenarios) {
    const command = withRefusals(whole, scenario);
    const changing = await changingPlaces(scenario, command, folder);
    const places = ledger.full ? changing : changing.filter(({ syscall }) => !LEAVES_THE_DISK_AS_IT_IS.has(syscall));
    ledger.note(`${scenario.name}: ${changing.length} calls that touch the tree, killed before ${places.length}`);
    const points = places.map((place, index): Point => {
      const way = scenario.undoable && index % 2 === 0 ? 'undo' : 'again';
      return {
        name: `${scenario.name}: killed before ${place.syscall} ${place.k}: ${escapeText(place.what)}, then ${way}`,
        run: async () => {
          let aim = place;
          let wasKilled = false;
          for (let n = 1; ; n++) {
            using at = await stage(scenario, command, folder);
            const ran = await command.run(at.project, scenario.args, { fault: faultAt(aim, 'signal=KILL') });
            wasKilled ||= ran.killed;
            const isHit = ran.killed && hit(aim, ran);
            const wrong = judgeTree(scenario, at);
            if (wrong.length > 0) return wrong;
            const after = way === 'undo' ? await undoAll(scenario, at, command) : await again(scenario, at, command);
            if (after.length > 0) return after;
            if (isHit) return [];
            if (n === TRIES) {
              missed++;
              return wasKilled ? [] : ['never killed'];
            }
            aim = aimedAnew(aim, ran);
          }
        },
      };
    });
    await ledger.points(points);
  }
  if (missed > 0) ledger.note(`${missed} kills hit a neighbouring call, ${TRIES} times over`);
}

async function changingPlaces(scenario: Scenario, command: Command, folder: string): Promise<readonly Place[]> {
  using at = await stage(scenario, command, folder);
  const { changing, ran } = await placesOf(command, at.project, at.t.root, scenario.args);
  const wrong = [...judgeTree(scenario, at), ...judgeRun(scenario, at, ran)];
  if (!isComplete(scenario, at)) wrong.push('does not do what the scenario says, even without a fault');
  if (wrong.length > 0)
    throw new Error(`${scenario.name}, no fault: ${wrong.join('; ')}\n${escapeText(ran.stderr)}${escapeText(ran.stdout)}`);
  return changing.filter(({ syscall }) => scenario.refused?.split(',').includes(syscall) !== true);
}

function withRefusals(command: Command, { refused }: Scenario): Command {
  if (refused === undefined) return command;
  return { path: command.path, run: (cwd, args, options) => command.run(cwd, args, { ...options, refused }) };
}

/** The same command once more must finish the work; what can be undone is then undone. */
export async function again(scenario: Scenario, at: Stage, command: Command): Promise<string[]> {
  const ran: Ran = await command.run(at.project, scenario.args);
  const wrong = [...judgeTree(scenario, at), ...judgeRun(scenario, at, ran)];
  if (!isComplete(scenario, at)) wrong.push('the same command once more did not finish the work');
  if (wrong.length > 0) return [...wrong, `exit ${ran.status}: ${escapeText(ran.stderr)}`];
  return scenario.undoable ? undoAll(scenario, at, command) : [];
}
