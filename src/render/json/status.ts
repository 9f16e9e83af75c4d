// The document of `outputs status --json`.

import { isoText } from '../../core/lib/amounts.ts';
import { formatDuration } from '../../core/lib/quantities.ts';
import type { Census } from '../../core/types/items.ts';
import type { Instant } from '../../core/types/primitives.ts';
import type { SectionStatus, StatusReport } from '../../core/types/reports.ts';
import { trashWarnings } from '../blocks/trash-summary.ts';
import { documentPieces, type JsonFields, problemFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function statusDocument(report: StatusReport): Iterable<string> {
  const { project, sections, total, trash, rooms, heldBy, problems } = report;
  const elsewhere = sections.find(({ section }) => section === null);
  const { operations, bytes, allocatedBytes, oldestUntil } = trash.status;
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    project: project.root,
    name: project.name,
    profile: project.profile,
    root: project.outputs,
    sections: sections.filter(({ section }) => section !== null).map(sectionFields),
    elsewhere: elsewhere === undefined ? null : censusFields(elsewhere),
    total: numbersOf(total),
    trash: { operations, bytes, allocatedBytes, oldestUntil: timeText(oldestUntil) },
    disks: rooms,
    heldBy,
    problems: problems.map((problem) => problemFields(problem, project)),
    warnings: [...project.warnings.map(warningFields), ...trashWarnings(trash)],
  });
}

function sectionFields(status: SectionStatus): JsonFields {
  const { section, path, keepsWithin, census } = status;
  const { files, bytes } = census?.old ?? { files: 0, bytes: 0 };
  const old = keepsWithin === null ? null : { within: formatDuration(keepsWithin), files, bytes };
  return { name: section?.name, kind: section?.kind, active: section?.active, path, ...censusFields(status), old };
}

/** Nothing is a number, unknown is null. */
function censusFields({ census, problems }: SectionStatus): JsonFields {
  if (census !== null) return { exists: true, ...numbersOf(census) };
  const none = problems.length === 0 ? 0 : null;
  const times = { oldestAt: null, newestAt: null };
  return { exists: none === null, files: none, folders: none, bytes: none, allocatedBytes: none, ...times, mounts: none };
}

function numbersOf({ files, folders, bytes, allocatedBytes, oldest, newest, mounts }: Census): JsonFields {
  return { files, folders, bytes, allocatedBytes, oldestAt: timeText(oldest), newestAt: timeText(newest), mounts };
}

function timeText(instant: Instant | null): string | null {
  return instant === null ? null : isoText(instant);
}
