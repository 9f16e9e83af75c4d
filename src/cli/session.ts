// What one run of a command works with: the project asked for, the clock read once, and the ways to ask, to show and to stop.

import { resolve } from 'node:path/posix';
import type { ProjectRequest } from '../core/config/read/load-project.ts';
import { usageError } from '../core/lib/errors.ts';
import { escapeText } from '../core/lib/escape.ts';
import type { Plan } from '../core/types/plan.ts';
import type { PathText } from '../core/types/primitives.ts';
import type { Project } from '../core/types/project.ts';
import type { CheckFixReport } from '../core/types/reports.ts';
import type { Host } from '../core/use-cases/host.ts';
import { askedBy } from '../core/use-cases/who-is-asking.ts';
import type { MenuChoice } from '../render/blocks/section-menu.ts';
import type { Surface } from '../render/index.ts';
import type { GlobalFlags } from './arguments/shared-flags.ts';
import { colourLevel } from './terminal/color-level.ts';
import type { StopSignal } from './terminal/exit-code.ts';
import type { Context } from './terminal/process-context.ts';
import { progressOn } from './terminal/progress.ts';

export interface Session extends Host {
  readonly context: Context;
  /** stdin and stderr are terminals, and nobody asked for JSON. */
  readonly mayAsk: () => boolean;
  /** Puts the question on stderr and takes one line. Null at the end of the input; rejects with `interrupted` on Ctrl-C. */
  readonly ask: (question: string) => Promise<string | null>;
  /** Puts a plan on stderr, above a question. */
  readonly showPlan: (plan: Plan, project: Project) => Promise<void>;
  /** The same of what renames. */
  readonly showFix: (report: CheckFixReport) => Promise<void>;
  /** Whether it has. */
  readonly planShown: () => boolean;
  /** The report will name every entry; a quiet one names none. */
  readonly lists: boolean;
  readonly showChoices: (choices: readonly MenuChoice[]) => Promise<void>;
  readonly stdout: () => Surface;
  readonly stderr: () => Surface;
}

const NS_PER_MS = 1_000_000n;

/** `argv`: what was typed after `outputs`, for the journal. */
export function openSession(globals: GlobalFlags, context: Context, argv: readonly string[]): Session {
  const { stdout, stderr, env } = context;
  const now = context.now();
  const surfaceOf = (sink: Context['stdout']): Surface => ({
    width: sink.isTerminal() ? sink.columns() : null,
    colour: colourLevel(sink.isTerminal(), env, globals.color === false),
  });
  const progress = progressOn(
    stderr,
    () => Number(context.now() / NS_PER_MS),
    () => !globals.json && !globals.quiet && !env['CI'] && env['TERM'] !== 'dumb',
  );
  let planShown = false;
  let noted: (() => StopSignal | null) | null = null;
  const session: Session = {
    context,
    request: requestOf(globals, context),
    now,
    progress,
    who: () => ({ argv: argv.map(escapeText), ...context.who() }),
    mayAsk: () => globals.json !== true && context.stdinIsTerminal() && stderr.isTerminal(),
    ask: async (question) => {
      progress.clear();
      stderr.write(question);
      let answer: string | null = null;
      try {
        answer = await context.readLine();
      } finally {
        // Ctrl-D and Ctrl-C leave the cursor behind the question.
        if (answer === null) stderr.write('\n');
      }
      return answer;
    },
    showPlan: async (plan, project) => {
      const { planText } = await import('../render/reports/removal.ts');
      const { styleOf } = await import('../render/text/style.ts');
      const { colour, width } = surfaceOf(stderr);
      const view = { style: await styleOf(colour), width, now, verbose: globals.verbose === true };
      progress.clear();
      stderr.write(planText(plan, project, view));
      planShown = true;
    },
    showFix: async (report) => {
      const { fixTable } = await import('../render/reports/check-fix.ts');
      const { styleOf } = await import('../render/text/style.ts');
      const { colour, width } = surfaceOf(stderr);
      progress.clear();
      stderr.write(fixTable(report, { style: await styleOf(colour), width, verbose: globals.verbose === true }));
      planShown = true;
    },
    planShown: () => planShown,
    lists: globals.json === true || globals.quiet !== true,
    showChoices: async (choices) => {
      const { choicesText } = await import('../render/blocks/section-menu.ts');
      const { styleOf } = await import('../render/text/style.ts');
      progress.clear();
      const { colour, width } = surfaceOf(stderr);
      stderr.write(choicesText(choices, await styleOf(colour), width));
    },
    noteSignals: () => {
      noted ??= context.noteSignals();
    },
    signal: () => noted?.() ?? null,
    stdout: () => surfaceOf(stdout),
    stderr: () => surfaceOf(stderr),
    confirm: async (question) => (await import('./terminal/confirm.ts')).confirm(question, session),
  };
  return session;
}

/** Empty is a variable that was not set, never "here". */
function placesNamed(given: readonly string[], start: PathText): readonly PathText[] {
  if (given.some((path) => path === '' || path.includes('\0'))) throw usageError('--trust PATH was given an empty name');
  return given.map((path) => resolve(start, path));
}

function requestOf({ config, project, profile, trust, json, quiet }: GlobalFlags, context: Context): ProjectRequest {
  const cwd = context.cwd();
  let told = json === true || quiet === true;
  return askedBy<Omit<ProjectRequest, 'uid'>>(context, {
    foundAbove: ({ root, configFile }) => {
      if (told) return;
      told = true;
      const by =
        configFile === null
          ? 'the top of this git repository'
          : configFile.slice(root.endsWith('/') ? root.length : root.length + 1);
      context.stderr.write(`project: ${escapeText(root)} (${escapeText(by)})\n`);
    },
    cwd,
    ...(trust !== undefined && { trusting: placesNamed(trust, resolve(cwd, project ?? '')) }),
    ...(config !== undefined && { config }),
    ...(project !== undefined && { project }),
    ...(profile !== undefined && { profile }),
    env: context.env,
    home: context.home,
  });
}
