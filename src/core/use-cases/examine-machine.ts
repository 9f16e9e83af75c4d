// What `doctor` says of the machine under a project: its disk, the trash, the lock, operations that came to no end. Reads only.

import { foldsCase } from '../disk/case-insensitivity.ts';
import { filesystemAt } from '../disk/filesystem-at.ts';
import { weaknessText } from '../disk/filesystem-tiers.ts';
import { freeSpaceAt, isNearlyFull } from '../disk/free-space.ts';
import { bytesText, numberText } from '../lib/amounts.ts';
import { escapeText, pathText } from '../lib/escape.ts';
import { holderFileLeft, lockHolder } from '../lock/write/lock-project.ts';
import type { Project } from '../types/project.ts';
import type { DoctorFinding } from '../types/reports.ts';
import { trashAsItIs } from './expire-trash.ts';
import type { Host } from './host.ts';
import { unfinishedWarnings } from './recover-trash.ts';

interface Machine {
  readonly findings: readonly DoctorFinding[];
  readonly facts: readonly string[];
}

export function collectMachineFacts(project: Project, { context }: Host): Machine {
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
  const room = freeSpaceAt(outputs) ?? freeSpaceAt(root);
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
