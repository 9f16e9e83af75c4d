// What `doctor` says of the machine under a project: its disk, the trash, the lock, operations that came to no end. Reads only.

import { foldsCase } from '../core/disk/case-folding.ts';
import { isNearlyFull, roomAt } from '../core/disk/room.ts';
import { filesystemAt } from '../core/disk/tier.ts';
import { holderFileLeft, lockHolder } from '../core/effects/lock.ts';
import { escapeText } from '../core/escape.ts';
import { weaknessText } from '../core/policy/filesystem.ts';
import type { DoctorFinding, Project } from '../core/types.ts';
import { bytesText, numberText } from '../render/amounts.ts';
import { pathText } from '../render/words.ts';
import { unfinishedWarnings } from './recover-trash.ts';
import type { Session } from './session.ts';
import { trashAsItIs } from './trash-care.ts';

interface Machine {
  readonly findings: readonly DoctorFinding[];
  readonly facts: readonly string[];
}

export function examineMachine(project: Project, { context }: Session): Machine {
  const { outputs, root } = project;
  const facts: string[] = [];
  const findings: DoctorFinding[] = [];
  const wants = (says: string, fix: string): unknown =>
    findings.push({ code: 'machine', place: null, path: outputs, says, config: null, fix });

  const filesystem = filesystemAt(outputs);
  const weakness = filesystem === null ? null : weaknessText(filesystem, `${pathText(outputs, root)} lies`);
  if (weakness !== null) facts.push(weakness);
  if (foldsCase(outputs)) facts.push('the disk takes large and small letters for the same: UNet.pth and unet.pth are one file');
  const trash = trashAsItIs(project, context.now());
  const { operations, allocatedBytes } = trash.status;
  if (operations > 0)
    facts.push(
      `the trash holds ${numberText(operations)} ${operations === 1 ? 'operation' : 'operations'}, ${bytesText(allocatedBytes)}`,
    );
  for (const { text } of trash.warnings) wants(text, 'look at it before anything there is removed by hand');
  const room = roomAt(outputs) ?? roomAt(root);
  if (room !== null) {
    const free = `${bytesText(room.freeBytes)} of ${bytesText(room.totalBytes)} are free`;
    if (!isNearlyFull(room, 0)) facts.push(free);
    else
      wants(
        `the disk is nearly full: ${free}`,
        operations > 0 ? 'outputs clean --trash frees the trash' : 'outputs prune --dry-run shows what would go',
      );
  }
  const heldBy = lockHolder(outputs, context.proc);
  if (heldBy !== null) facts.push(`at work: ${heldBy}`);
  const stale = heldBy === null ? holderFileLeft(outputs) : null;
  if (stale !== null)
    wants(`${escapeText(stale)} was left by an operation that ended`, 'the next command that changes something takes it away');
  if (heldBy === null) for (const { text } of unfinishedWarnings(project)) wants(text, 'outputs history lists it');
  return { findings, facts };
}
