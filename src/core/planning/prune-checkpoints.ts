// Decides which checkpoints go: those that no rule keeps, nothing protects, and whose model does not need them to survive.
// Everything that lies in the section gets a verdict; what is not recognised stays.

import { layoutFor, recognise } from '../policy/layout.ts';
import { nameOf } from '../policy/path-parts.ts';
import { inUse, type Protection, pinned, pointedAt, protectionOf, recent, trackedByGit } from '../policy/protect.ts';
import { applyRetention } from '../policy/retention.ts';
import { survivorsOf } from '../policy/survivors.ts';
import type { Checkpoint, Duration, Instant, Item, KeepRules, PathText, Plan, Reason, Scan, Verdict } from '../types.ts';
import { entryOf } from './entry.ts';
import { assemblePlan, type PlanningInput } from './plan.ts';
import { closedReason, errnosOf, kept, removed } from './verdict.ts';
import { type Leaf, leavesOf } from './walk.ts';

export interface PruneCheckpointsInput extends PlanningInput {
  readonly rules: KeepRules;
  /** Whatever was modified within this time before now may still be in the making, and stays. */
  readonly grace: Duration;
}

/** A file with a checkpoint's name. */
interface Found {
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
  return assemblePlan({ ...input, command: 'prune-checkpoints', scans, verdicts, warnings: [] });
}

function verdictsFor(scan: Scan, input: PruneCheckpointsInput): readonly Verdict[] {
  const layout = layoutFor(scan.section);
  const protection = protectionOf(input.project, scan, input.surroundings);
  const errnos = errnosOf(scan);
  const others: Verdict[] = [];
  const found: Found[] = [];
  for (const leaf of leavesOf(scan.items, protection.pins)) {
    const { item } = leaf;
    const stay = protectionsOf(leaf, protection, input);
    const checkpoint = item.facts.type === 'file' ? recognise(layout, nameOf(item.path)) : null;
    if (checkpoint !== null) found.push(foundCheckpoint(item, checkpoint, stay));
    else others.push(kept(entryOf(scan.section, scan.realPath, item), [...stay.reasons, reasonForOther(item, errnos)]));
  }
  return [...others, ...judge(found, scan, input)];
}

interface Protections {
  readonly reasons: readonly Reason[];
  readonly settled: boolean;
}

function protectionsOf({ item, pinnedBy }: Leaf, protection: Protection, { grace, now }: PruneCheckpointsInput): Protections {
  const young = recent(item, grace, now);
  const held = inUse(item, protection);
  return {
    reasons: [...pinned(pinnedBy), ...pointedAt(item, protection), ...young, ...held, ...trackedByGit(item, protection)],
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
