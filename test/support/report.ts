// Reports made by hand, for what renders them: one project, verdicts of every sort, hostile names.

import type { Checkpoint } from '../../src/core/types/checkpoints.ts';
import type { Facts, Item } from '../../src/core/types/items.ts';
import type { Operation } from '../../src/core/types/operation.ts';
import type { Entry, Plan, Reason, Verdict } from '../../src/core/types/plan.ts';
import type { Instant } from '../../src/core/types/primitives.ts';
import type { Project, Section, SectionKind } from '../../src/core/types/project.ts';
import type { PathsReport, RemovalReport } from '../../src/core/types/reports.ts';

export const NOW: Instant = BigInt(Date.parse('2026-11-23T09:05:00Z')) * 1_000_000n;
const HOUR: Instant = 3_600_000_000_000n;
export const WEEK = { years: 0, months: 0, days: 7, seconds: 0 };

/** A name that tries everything: ESC, a newline, a bidi override, a C1 control, a byte that is not UTF-8. */
export const HOSTILE = 'a\u001b[2Jb\nc\u202ed\u009be\udcff';

export function section(name: string, kind: SectionKind = name as SectionKind, more: Partial<Section> = {}): Section {
  return {
    name,
    kind,
    path: `/work/p/outputs/${name}`,
    origin: { from: 'default' },
    active: true,
    patterns: [],
    naming: [],
    layout: 'auto',
    keep: {},
    ...more,
  };
}

export function project(more: Partial<Project> = {}): Project {
  return {
    root: '/work/p',
    name: 'imgae-dx',
    configFile: '/work/p/configs/project_config.yaml',
    profile: 'development',
    outputs: '/work/p/outputs',
    outputsOrigin: { from: 'default' },
    sections: [section('checkpoints'), section('logs'), section('cache')],
    pinned: [],
    trust: { project: false, paths: [] },
    trashKeep: WEEK,
    grace: { years: 0, months: 0, days: 0, seconds: 600 },
    usedIn: [],
    warnings: [],
    ...more,
  };
}

let inode = 1n;

/** A path that ends in `/` is a folder with one file of that size in it. */
export function item(path: string, bytes: number, hoursOld: number): Item {
  const isFolder = path.endsWith('/');
  const at = NOW - BigInt(hoursOld) * HOUR;
  const facts: Facts = {
    type: isFolder ? 'directory' : 'file',
    dev: 1n,
    ino: inode++,
    size: BigInt(bytes),
    blocks: isFolder ? 0 : Math.ceil(bytes / 512),
    mtimeNs: at,
    ctimeNs: at,
    birthtimeNs: at,
    nlink: 1n,
    mode: 0o644,
    uid: 1000,
  };
  return { path: path.replace(/\/$/, ''), facts, children: isFolder ? [item(`${path}file`, bytes, hoursOld)] : [] };
}

export interface Row {
  readonly section?: string;
  readonly kind?: SectionKind;
  readonly path: string;
  readonly bytes?: number;
  readonly hoursOld?: number;
  readonly checkpoint?: Checkpoint;
  /** Kept by these; removed where there are none. */
  readonly kept?: readonly [Reason, ...Reason[]];
  readonly removed?: Reason;
}

export function verdict({
  section: name = 'checkpoints',
  kind,
  path,
  bytes = 0,
  hoursOld = 1,
  checkpoint,
  kept,
  removed,
}: Row): Verdict {
  const part = item(path, bytes, hoursOld);
  const entry: Entry = {
    section: name,
    kind: kind ?? (name as SectionKind),
    path: part.path,
    absolute: `/work/p/outputs/${name}/${part.path}`,
    parts: [part],
    bytes,
    allocatedBytes: Math.ceil(bytes / 512) * 512,
    files: 1,
    modifiedAt: part.facts.mtimeNs,
  };
  const reasons = kept ?? [removed ?? ({ code: 'superseded' } as const)];
  return { entry, keep: kept !== undefined, reasons, ...(checkpoint && { checkpoint }) };
}

export function removal(
  rows: readonly Row[],
  more: Partial<RemovalReport> = {},
  deed: 'trash' | 'purge' | 'unlink' = 'trash',
): RemovalReport {
  const verdicts = rows.map(verdict);
  const plan: Plan = {
    id: '0123456789ab',
    command: 'prune-checkpoints',
    madeAt: NOW,
    outputs: '/work/p/outputs',
    sections: [],
    verdicts,
    actions: verdicts
      .filter(({ keep }) => !keep)
      .flatMap(({ entry }) => entry.parts.map((part) => ({ do: deed, section: entry.section ?? '', item: part }))),
    problems: [],
    warnings: [],
  };
  return {
    report: 'removal',
    command: plan.command,
    dryRun: true,
    project: project(),
    plan,
    operation: null,
    declined: false,
    ...more,
  };
}

export function operation(more: Partial<Operation> = {}): Operation {
  return {
    id: '20261123T090500Z-4f2a91c3',
    planId: '0123456789ab',
    startedAt: NOW,
    outcomes: [],
    trash: '/work/p/outputs/.trash/20261123T090500Z-4f2a91c3',
    heldBytes: 0,
    freedBytes: 0,
    onDisk: { held: more.heldBytes ?? 0, freed: more.freedBytes ?? 0 },
    ...more,
  };
}

export function paths(more: Partial<PathsReport> = {}): PathsReport {
  return { report: 'paths', project: project(), only: null, form: 'plain', ...more };
}

/** What every screen must be free of: C0 but for the line end and the tab, DEL, C1, bidi controls, lone surrogates. */
export const RAW_CONTROLS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
