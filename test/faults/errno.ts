// Lets each system call that touches the tree fail with each errno it can have, once and from then on.

import { escapeText } from '../../src/core/lib/escape.ts';
import type { Command } from './command.ts';
import { again } from './crash.ts';
import type { Ledger, Point } from './ledger.ts';
import { judgeRun, judgeTree, stage, undoAll } from './oracle.ts';
import { aimedAnew, faultAt, hit, type Place, placesOf, TRIES } from './points.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** The errnos that each call is known to give, from safety research: local disks, full ones, NFS, overlays, dying ones. */
const ERRNOS: Readonly<Record<string, readonly string[]>> = {
  mkdir: ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EIO'],
  rename: ['EXDEV', 'EBUSY', 'EPERM', 'ENOSPC', 'EIO', 'ESTALE', 'EROFS'],
  link: ['EPERM', 'EMLINK', 'ENOSPC', 'EIO', 'EXDEV'],
  unlink: ['EBUSY', 'EPERM', 'EROFS', 'EIO', 'ESTALE'],
  rmdir: ['EBUSY', 'ENOTEMPTY', 'EIO'],
  openat: ['EMFILE', 'ENFILE', 'EACCES', 'EIO', 'ESTALE'],
  write: ['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG'],
  fsync: ['EIO', 'ENOSPC', 'EROFS', 'EINVAL'],
  close: ['EIO', 'ENOSPC', 'EDQUOT'],
  // Looks only: an error there must never read as "nothing there".
  getdents64: ['EIO'],
  statx: ['EIO', 'ESTALE', 'EACCES'],
};

export async function errno(
  ledger: Ledger,
  command: Command,
  folder: string,
  scenarios: readonly Scenario[] = SCENARIOS,
): Promise<void> {
  if (!ledger.tools.strace) return ledger.skip('every point', 'strace is missing or may not trace', true);
  let missed = 0;
  const { share } = ledger;
  let nth = 0;
  for (const scenario of scenarios.filter(({ prepare }) => ledger.full || prepare.every(({ fault }) => fault === undefined))) {
    const { changing, reading } = await allPlaces(scenario, command, folder);
    const looks = new Set(reading);
    const points = [...groupBy([...changing, ...reading])].flatMap(([syscall, all]) => {
      const trials = ledger.full ? everyTrial(syscall, all, looks) : someTrials(scenario, syscall, all);
      return trials
        .filter(({ persistent, place }) => !persistent || (place !== all.at(-1) && syscall !== 'write'))
        .map(({ place, code, persistent }) =>
          pointAt(scenario, { place, code, until: persistent ? all.at(-1)?.k : undefined }, command, folder, () => missed++),
        );
    });
    await ledger.points(points.filter(() => share === null || nth++ % 3 === share.third - 1));
  }
  if (share !== null)
    ledger.note(`third ${share.third} of 3 of the failing calls and power cuts; --third 1|2|3 chooses another, --full tries all`);
  if (missed > 0) ledger.note(`${missed} failed writes were not the one that was meant, ${TRIES} times over`);
}

interface Trial {
  readonly place: Place;
  readonly code: string;
  readonly persistent: boolean;
}

const errnosOf = (syscall: string): readonly string[] => ERRNOS[syscall] ?? ['EIO'];

/** Every change with every errno. Of mere looks there are thousands: every one fails once, the errnos in turn, or it takes all night. */
function everyTrial(syscall: string, all: readonly Place[], looks: ReadonlySet<Place>): readonly Trial[] {
  const codes = errnosOf(syscall);
  return all.flatMap((place, index) =>
    codes.flatMap((code, turn): readonly Trial[] => {
      const isLook = looks.has(place);
      if (isLook && index % codes.length !== turn) return [];
      const once = { place, code, persistent: false };
      return isLook && index >= codes.length ? [once] : [once, { ...once, persistent: true }];
    }),
  );
}

/** The persistent form once for each call and errno: it differs least from the once form near the end. */
function someTrials(scenario: Scenario, syscall: string, all: readonly Place[]): readonly Trial[] {
  return errnosOf(syscall).flatMap((code) =>
    someOf(scenario, syscall, all).flatMap((place, index): readonly Trial[] => {
      const once = { place, code, persistent: false };
      return index === 0 ? [once, { ...once, persistent: true }] : [once];
    }),
  );
}

const LOOKS = new Set(['openat', 'statx', 'getdents64']);

/** These go the same ways as others do. */
const LIKE_OTHERS = new Set(['prune-logs', 'prune-checkpoints permanent', 'undo of folders and links', 'apply']);

/** First, middle, last; of mere looks, which are hundreds and alike, one in the middle and the last. */
function someOf<T>({ name }: Scenario, syscall: string, all: readonly T[]): readonly T[] {
  const middle = all[all.length >> 1];
  if (LIKE_OTHERS.has(name)) return middle === undefined ? [] : [middle];
  return [...new Set([LOOKS.has(syscall) ? undefined : all[0], middle, all.at(-1)])].filter((one) => one !== undefined);
}

function groupBy(places: readonly Place[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) groups.set(place.syscall, [...(groups.get(place.syscall) ?? []), place]);
  return groups;
}

async function allPlaces(scenario: Scenario, command: Command, folder: string): Promise<Awaited<ReturnType<typeof placesOf>>> {
  using at = await stage(scenario, command, folder);
  return await placesOf(command, at.project, at.t.root, scenario.args);
}

/** `until`: the last call of that name that touches the tree; beyond it, Node itself would fail. */
function pointAt(
  scenario: Scenario,
  { place, code, until }: { readonly place: Place; readonly code: string; readonly until: number | undefined },
  command: Command,
  folder: string,
  onMissed: () => void,
): Point {
  return {
    name: `${scenario.name}: ${place.syscall} ${place.k} ${until === undefined ? '' : `to ${until} `}${code}: ${escapeText(place.what)}`,
    run: async () => {
      let aim = place;
      for (let n = 1; ; n++) {
        using at = await stage(scenario, command, folder);
        const ran = await command.run(at.project, scenario.args, { fault: faultAt(aim, `error=${code}`, until) });
        // Node writes to pipes of its own in between; one that fails ends it, and that is not what is tried here.
        const isMissed = place.syscall === 'write' ? !hit(aim, ran) : !ran.log.includes('(INJECTED)');
        if (isMissed) {
          aim = aimedAnew(aim, ran);
          if (n < TRIES) continue;
          if (place.syscall !== 'write') return ['the fault never came'];
          onMissed();
          return [];
        }
        const going = ran.stderr.includes('could not be read') || code === 'EXDEV' ? 'divided' : 'whole';
        const wrong = [...judgeTree(scenario, at, going), ...judgeRun(scenario, at, ran)];
        if (wrong.length > 0) return [...wrong, `exit ${ran.status}: ${escapeText(ran.stderr)}`];
        return await (scenario.undoable ? undoAll(scenario, at, command, going) : again(scenario, at, command));
      }
    },
  };
}
