// The library: everything the command does, without a terminal. What is not named here may change in any release.

export { applyPlan, type Run } from './effects/apply.ts';
export { emptyRepositories } from './effects/empty-repository.ts';
export { type ErrorCode, OutputsError } from './errors.ts';
export { escapeText } from './escape.ts';
export { bytesOfText, textOfBytes } from './path-text.ts';
export { chooseOperation } from './planning/choose-operation.ts';
export { type CleanInput, planClean } from './planning/clean.ts';
export { historyOf } from './planning/history.ts';
export type { Disposal, PlanningInput } from './planning/plan.ts';
export { type PruneCheckpointsInput, planPruneCheckpoints } from './planning/prune-checkpoints.ts';
export { type PruneLogsInput, planPruneLogs } from './planning/prune-logs.ts';
export { settle } from './planning/settle.ts';
export { planUndo, type UndoPlan } from './planning/undo.ts';
export { compileTemplate, formatName, parseName, type Template, type Values } from './policy/naming.ts';
export { formatDuration, type Parsed, parseDuration, parseSize } from './policy/quantity.ts';
export { sectionNamed, sectionsOfKind } from './policy/sections.ts';
export type { StateRecord, Who } from './policy/state-records.ts';
export type { LocatedOperation, MoveOnDisk, OperationOnDisk } from './policy/whereabouts.ts';
export { type CensusPlace, type Counted, takeCensus } from './project/census.ts';
export { checkPlaces } from './project/check-places.ts';
export { loadProject, type ProjectRequest } from './project/load-project.ts';
export { locateMoves } from './project/locate-moves.ts';
export { readHistory, readOperations } from './project/operations.ts';
export { scanSection } from './project/scan.ts';
export { lookAround, type Machine } from './project/surroundings.ts';
export { scanTopLevel } from './project/top-level.ts';
export type * from './types.ts';
