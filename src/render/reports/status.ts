// What `status` shows a person: one row a section, a total, and what the trash, the disk and the lock have to say.

import { ageText, bytesText, counted, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { formatDuration } from '../../core/lib/quantities.ts';
import type { Census } from '../../core/types/items.ts';
import type { Instant } from '../../core/types/primitives.ts';
import type { SectionStatus, StatusReport } from '../../core/types/reports.ts';
import { trashLines } from '../blocks/trash-summary.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'SECTION', align: 'left' },
  { title: 'WHERE', align: 'left', shrinks: true },
  { title: 'FILES', align: 'right' },
  { title: 'SIZE', align: 'right' },
  { title: 'ON DISK', align: 'right' },
  { title: 'NEWEST', align: 'right' },
  { title: 'OLDEST', align: 'right' },
  { title: 'NOTE', align: 'left', wraps: true },
];

interface View {
  readonly style: Style;
  readonly width: number | null;
  readonly now: Instant;
}

export function statusText(report: StatusReport, view: View): string {
  const { project, sections, total } = report;
  const { style, width, now } = view;
  const rows = sections.map((status) => rowOf(status, report, view));
  const sum = [{ text: 'total' }, { text: '' }, ...numbersOf(total, now), { text: '' }];
  const all = [...rows, ...(rows.length > 1 ? [sum] : [])];
  const hasNotes = all.some((cells) => cells.at(-1)?.text !== '');
  const table = tableLines(hasNotes ? COLUMNS : COLUMNS.slice(0, -1), all, width, style.faint);
  return [headOf(project), '', ...table, ...linesBelow(report)].map((line) => `${line}\n`).join('');
}

function headOf({ name, root, profile }: StatusReport['project']): string {
  return `${name === null ? '' : `${escapeText(name)}: `}${escapeText(root)} (${profile})`;
}

function rowOf(status: SectionStatus, { project }: StatusReport, { style, now }: View): readonly Cell[] {
  const { section, path, census } = status;
  const name = section === null ? 'elsewhere' : escapeText(section.name);
  const kind = section === null || section.kind === section.name ? '' : ` (${section.kind})`;
  const note = notesOf(status).join('; ');
  return [
    { text: name + kind },
    { text: pathText(path, project.root) },
    ...numbersOf(census, now),
    census === null ? { text: note, paint: style.attention } : { text: note },
  ];
}

function numbersOf(census: Census | null, now: Instant): readonly Cell[] {
  if (census === null) return Array.from({ length: 5 }, () => ({ text: '-' }));
  const { files, bytes, allocatedBytes, newest, oldest } = census;
  const age = (instant: Instant | null): string => (instant === null ? '-' : ageText(instant, now));
  return [numberText(files), bytesText(bytes), bytesText(allocatedBytes), age(newest), age(oldest)].map((text) => ({ text }));
}

function notesOf({ section, census, keepsWithin, problems }: SectionStatus): readonly string[] {
  const unused = section?.active === false ? ['not in use'] : [];
  if (census === null) return [problems.length === 0 ? 'not there' : 'could not be read', ...unused];
  const { old, mounts } = census;
  const age = keepsWithin === null ? '' : formatDuration(keepsWithin);
  return [
    ...unused,
    ...(old.files === 0 ? [] : [`${counted(old.files, 'file')} (${bytesText(old.bytes)}) older than ${age}`]),
    ...(problems.length === 0 ? [] : [`${numberText(problems.length)} could not be read`]),
    ...(mounts === 0 ? [] : [`${counted(mounts, 'other mount')} not looked into`]),
  ];
}

function linesBelow({ project, trash, rooms, heldBy, total }: StatusReport): readonly string[] {
  const rest = [
    ...trashLines(trash, project),
    ...rooms.map(({ path, freeBytes, totalBytes }) => {
      const disk = rooms.length === 1 ? 'Disk' : `Disk of ${pathText(path, project.root)}`;
      return `${disk}: ${bytesText(freeBytes)} of ${bytesText(totalBytes)} free.`;
    }),
    ...(heldBy === null ? [] : [`At work: ${heldBy}.`]),
    ...(total.files === 0 ? [] : ['What would go, and why: outputs prune --dry-run']),
  ];
  return rest.length === 0 ? [] : ['', ...rest];
}
