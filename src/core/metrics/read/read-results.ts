// Reads evaluation results, `{model}_results.json` and `{model}_metrics.json`, from the results sections.

import { attempt, type Directory, openPath } from '../../disk/directory.ts';
import { namesIn } from '../../disk/stat-and-read.ts';
import { namesOfUnit } from '../../layouts/find-unit.ts';
import { append, groupBy } from '../../lib/group-by.ts';
import { pathIn } from '../../lib/paths.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { Unit } from '../../types/checkpoints.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { type MetricReadings, readingsOf } from '../collect-readings.ts';
import { modelOfResults, type ResultUnits, resultMetrics } from '../results-json.ts';

const LARGEST = 1024 * 1024;
const MOST_FILES = 1_000;

interface Reading {
  readonly project: Project;
  readonly units: readonly Unit[];
  readonly readings: MetricReadings;
  readonly unread: (path: PathText, errno: string) => void;
}

export function readResults(root: Directory, { project, units, readings, unread }: Reading): void {
  let meant: ResultUnits | null = null;
  for (const { path: folder, kind } of project.sections) {
    if (kind !== 'results') continue;
    const names = attempt(() => namesIn(openPath(root, folder)));
    if (!names.ok) continue;
    const files = names.value.filter((name) => modelOfResults(name) !== null).slice(0, MOST_FILES);
    const read = textReader(root, folder);
    for (const file of files) {
      const path = pathIn(folder, file);
      const text = read(file, LARGEST);
      if (!text.ok) {
        if (text.errno !== 'ENOENT' && text.errno !== 'ELOOP') unread(path, text.errno);
        continue;
      }
      meant ??= resultUnits(units);
      const found = resultMetrics(text.value, modelOfResults(file) ?? '', meant);
      if (!found.ok) continue;
      for (const { unit, values } of found.value) readings.add(unit, readingsOf(values, { path, how: 'results' }));
    }
  }
}

function resultUnits(units: readonly Unit[]): ResultUnits {
  const byName = new Map<PathText, Unit[]>();
  const byModel = groupBy(units, ({ checkpoint }) => checkpoint.model);
  for (const unit of units) for (const name of namesOfUnit(unit)) append(byName, name, unit);
  return { named: (name) => byName.get(name) ?? [], ofModel: (model) => byModel.get(model) ?? [] };
}
