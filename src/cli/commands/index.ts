// The subcommands, in the order of the help. A command is one file in this folder and one entry here.

import type { Command } from 'commander';
import type { Report } from '../../core/types/reports.ts';
import type { Session } from '../session.ts';

/** What a command's file exports. */
export interface CommandModule {
  /** Adds the command's arguments, options, examples and exit codes. */
  define(command: Command): void;
  /** `flags` is what `define` declared: options in camel case, arguments by their names; absent where not given. */
  run(flags: never, session: Session): Promise<Report>;
}

interface CommandEntry {
  readonly name: string;
  /** One line of the help and of the README's table. */
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'make the outputs directory as configured', load: () => import('./init.ts') },
  { name: 'paths', summary: 'print where everything is', load: () => import('./paths.ts') },
  { name: 'name', summary: 'print the path that something new should have', load: () => import('./name.ts') },
  { name: 'parse', summary: 'tell what names say', load: () => import('./parse.ts') },
  { name: 'env', summary: 'print what makes other programs write in there', load: () => import('./env.ts') },
  {
    name: 'check',
    summary: 'tell what is not named or placed as the conventions say',
    load: () => import('./check.ts'),
  },
  { name: 'status', summary: 'show what is there: how much, where, how old', load: () => import('./status.ts') },
  { name: 'clean', summary: 'empty sections', load: () => import('./clean.ts') },
  { name: 'prune-logs', summary: 'remove old log files', load: () => import('./prune-logs.ts') },
  { name: 'prune-checkpoints', summary: 'remove checkpoints that no rule keeps', load: () => import('./prune-checkpoints.ts') },
  {
    name: 'prune',
    summary: 'remove what the rules of the config do not keep, in every section',
    load: () => import('./prune.ts'),
  },
  { name: 'pin', summary: 'say in the config that an entry stays', load: () => import('./pin.ts') },
  { name: 'unpin', summary: 'take a pin out of the config again', load: () => import('./unpin.ts') },
  { name: 'trust', summary: 'say that a project may have places outside of it', load: () => import('./trust.ts') },
  { name: 'verify', summary: 'check that checkpoints and models are whole', load: () => import('./verify.ts') },
  { name: 'promote', summary: 'make a model of a checkpoint, with what is known of it', load: () => import('./promote.ts') },
  { name: 'compare', summary: 'show the results of all models side by side', load: () => import('./compare.ts') },
  { name: 'doctor', summary: 'find where scripts and configuration do not agree', load: () => import('./doctor.ts') },
  { name: 'apply', summary: 'carry out a plan that --dry-run saved', load: () => import('./apply.ts') },
  { name: 'undo', summary: 'put back what an operation moved to the trash', load: () => import('./undo.ts') },
  { name: 'redo', summary: 'do again what the last undo took back', load: () => import('./redo.ts') },
  { name: 'history', summary: 'list what was done, and until when it can be undone', load: () => import('./history.ts') },
  {
    name: 'schedule',
    summary: 'have this machine prune by itself: a systemd timer, or a crontab line',
    load: () => import('./schedule.ts'),
  },
  { name: 'completion', summary: 'print what makes a shell complete command lines', load: () => import('./completion.ts') },
];
