// Decides what is written down of a checkpoint when it becomes a model.

import { walkItems } from '../items/walk-items.ts';
import { pathIn } from '../lib/paths.ts';
import { rankingOf } from '../metrics/choose-metric.ts';
import { metricKey } from '../metrics/metric-direction.ts';
import { BY_MODEL_AND_RUN, groupKey } from '../retention/groups.ts';
import type { Evidence, Inspection, MetricReading, Unit } from '../types/checkpoints.ts';
import type { Scan } from '../types/items.ts';
import type { PromotionRecord } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

interface Recording extends Pick<PromotionRecord, 'name' | 'how' | 'git' | 'config' | 'promotedAt' | 'tool'> {
  readonly project: Project;
  readonly scan: Scan;
  readonly unit: Unit;
  readonly inspection: Inspection;
  readonly evidence: Evidence;
  readonly timeText: (instant: Instant) => string;
}

export function promotionRecord(recording: Recording): PromotionRecord {
  const { project, scan, unit, inspection, timeText, name, how, git, config, promotedAt, tool } = recording;
  const { checkpoint } = unit;
  const newest = [...walkItems(unit.parts)].reduce((latest, { facts }) => (facts.mtimeNs > latest ? facts.mtimeNs : latest), 0n);
  return {
    name,
    how,
    source: shortened(pathIn(scan.realPath, unit.path), project),
    sourceModifiedAt: timeText(newest),
    model: checkpoint.model,
    role: checkpoint.role,
    epoch: checkpoint.epoch ?? inspection.epoch ?? null,
    step: checkpoint.step ?? inspection.step ?? null,
    format: inspection.format,
    completeness: inspection.completeness,
    metrics: readingsOf(recording).map(({ name: metric, value, source }) => ({
      name: metric,
      value: Number.isFinite(value) ? value : String(value),
      source: {
        path: shortened(source.path, project),
        ...(source.line !== undefined && { line: source.line }),
        how: source.how,
      },
    })),
    ...{ git, config, promotedAt, tool },
  };
}

/** The one by which the checkpoints of its run are ranked comes first. */
function readingsOf({ scan, unit, evidence }: Recording): readonly MetricReading[] {
  const readings = evidence.metrics.get(unit.path) ?? [];
  const key = groupKey(unit, BY_MODEL_AND_RUN);
  const group = evidence.recognition.units.filter((other) => groupKey(other, BY_MODEL_AND_RUN) === key).map(({ path }) => path);
  const ranked = metricKey(rankingOf(group, evidence.metrics, scan.section.metric).metric ?? '');
  const isRanked = ({ name }: MetricReading): boolean => metricKey(name) === ranked;
  return [...readings.filter(isRanked), ...readings.filter((reading) => !isRanked(reading))];
}

function shortened(path: PathText, { root }: Project): PathText {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
