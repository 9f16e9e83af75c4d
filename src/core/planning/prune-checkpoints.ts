// Decides which checkpoints go: those that no rule keeps, nothing protects, and whose model does not need them to survive.
// Everything that lies in the section gets a verdict; what is not recognised stays.

import { layoutFor, recognise } from '../policy/layout.ts';
import { nameOf } from '../policy/path-parts.ts';
import { inUse, type Protection, pinned, pointedAt, protectionOf, recent, trackedByGit } from '../policy/protect.ts';
import { applyRetention } from '../policy/retention.ts';
import { survivorsOf } from '../policy/survivors.ts';
import type { Checkpoint, Duration, Instant, Item, KeepRules, PathText, Plan, Reason, Scan, Verdict } from '../types.ts';
import { countWarnings } from './count-warnings.ts';
import { entryOf } from './entry.ts';
import { pinWarnings } from './pin-warnings.ts';
import { assemblePlan, type PlanningInput } from './plan.ts';
import { closedReason, errnosOf, kept, removed } from './verdict.ts';
import { type Leaf, leavesOf } from './walk.ts';

export interface PruneCheckpointsInput extends PlanningInput {
  readonly rules: KeepRules;
  /** Whatever was modified within this time before now may still be in the making, and stays. */
  readonly grace: Duration;
}

/** A file with a checkpoint's name. */
export interface Found {
  readonly item: Item;
  readonly path: PathText;
  readonly checkpoint: Checkpoint;
  readonly modifiedAt: Instant;
  readonly complete: boolean;
  readonly settled: boolean;
  /** Why it stays whatever the rules say. */
  readonly protections: readonly Reason[];
}

/** Only scans of `checkpoints` sections are looked at. */
export function planPruneCheckpoints(input: PruneCheckpointsInput): Plan {
  const scans = input.scans.filter((scan) => scan.section.kind === 'checkpoints');
  const verdicts = scans.flatMap((scan) => verdictsFor(scan, input));
  const found = verdicts.flatMap(({ entry, checkpoint }) => (checkpoint === undefined ? [] : [{ path: entry.path, checkpoint }]));
  const warnings = [...pinWarnings(input.project, scans), ...countWarnings(found, input.rules)];
  return assemblePlan({ ...input, command: 'prune-checkpoints', scans, verdicts, warnings });
}

function verdictsFor(scan: Scan, input: PruneCheckpointsInput): readonly Verdict[] {
  const errnos = errnosOf(scan);
  const { found, others } = checkpointsIn(scan, input);
  const verdicts = others.map(({ item, reasons }) =>
    kept(entryOf(scan.section, scan.realPath, item), [...reasons, reasonForOther(item, errnos)]),
  );
  return [...verdicts, ...judge(found, scan, input)];
}

/** What a section holds: its checkpoints, and everything else with what protects it. */
export function checkpointsIn(
  scan: Scan,
  input: Pick<PruneCheckpointsInput, 'project' | 'surroundings' | 'grace' | 'now'>,
): {
  readonly found: readonly Found[];
  readonly others: readonly { readonly item: Item; readonly reasons: readonly Reason[] }[];
} {
  const layout = layoutFor(scan.section);
  const protection = protectionOf(input.project, scan, input.surroundings);
  const others: { item: Item; reasons: readonly Reason[] }[] = [];
  const found: Found[] = [];
  for (const leaf of leavesOf(scan.items, protection.pins, input.surroundings.pointedAt)) {
    const { item } = leaf;
    const stay = protectionsOf(leaf, protection, input);
    const checkpoint = item.facts.type === 'file' ? recognise(layout, nameOf(item.path)) : null;
    if (checkpoint !== null) found.push(foundCheckpoint(item, checkpoint, stay));
    else others.push({ item, reasons: stay.reasons });
  }
  return { found, others };
}

interface Protections {
  readonly reasons: readonly Reason[];
  readonly settled: boolean;
}

function protectionsOf(
  { item, pinnedBy, pointedAtBy }: Leaf,
  protection: Protection,
  { grace, now }: Pick<PruneCheckpointsInput, 'grace' | 'now'>,
): Protections {
  const young = recent(item, grace, now);
  const held = inUse(item, protection);
  return {
    reasons: [...pinned(pinnedBy), ...pointedAt(pointedAtBy), ...young, ...held, ...trackedByGit(item, protection)],
    settled: young.length === 0 && held.length === 0,
  };
}

function reasonForOther(item: Item, errnos: ReadonlyMap<PathText, string>): Reason {
  switch (item.facts.type) {
    case 'directory':
      return closedReason(item, errnos);
    case 'file':
      return { code: 'unrecognized' };
    case 'link':
    case 'other':
      return { code: 'not-a-regular-file' };
    default:
      return item.facts.type satisfies never;
  }
}

function foundCheckpoint(item: Item, checkpoint: Checkpoint, { reasons, settled }: Protections): Found {
  // An empty file is a save that has just begun or never got further. More is known of a file only by reading it.
  const complete = item.facts.size > 0n;
  const protections: readonly Reason[] = complete ? reasons : [...reasons, { code: 'incomplete', why: 'empty' }];
  return { item, path: item.path, checkpoint, modifiedAt: item.facts.mtimeNs, complete, settled, protections };
}

function judge(found: readonly Found[], scan: Scan, { rules, now }: PruneCheckpointsInput): readonly Verdict[] {
  const whole = found.filter((each) => each.complete);
  const byRule = applyRetention(whole, rules, now);
  const judged = found.map((each) => {
    const reasons = [...(byRule.get(each) ?? []), ...each.protections];
    return { ...each, reasons, keep: reasons.length > 0 };
  });
  const survivors = survivorsOf(judged);
  const unread = scan.problems[0];
  return judged.map((each) => {
    const entry = entryOf(scan.section, scan.realPath, each.item);
    const { checkpoint } = each;
    if (each.keep) return kept(entry, each.reasons, checkpoint);
    if (survivors.has(each)) return kept(entry, [{ code: 'survivor' }], checkpoint);
    // A link in the folder that could not be read may lead to any of them.
    if (unread !== undefined) return kept(entry, [{ code: 'unreadable', errno: unread.code }], checkpoint);
    return removed(entry, { code: 'superseded' }, checkpoint);
  });
}
