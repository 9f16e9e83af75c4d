// Reads what the project's own texts say about where something is written. The same files are read as for the names of checkpoints
// (`list-texts.ts`): never credentials, never what git ignores, never more than so many and so much; and what the environment is taken from.

import { BLOCK } from '../../config/read/config-errors.ts';
import { withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { escapeText } from '../../lib/escape.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import { listTexts } from '../../references/read/list-texts.ts';
import { usedFiles } from '../../references/read/used-in-files.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { Said } from '../check-settings.ts';
import { ENVIRONMENT_FILES, readerFor } from '../parse/by-file-name.ts';

/** Larger than what people write; a notebook full of pictures is larger. */
const LARGEST = 4 * 1024 * 1024;
const MOST_BYTES = 128 * 1024 * 1024;
/** A line that no person wrote: minified, generated, a picture as text. Regular expressions would walk it for nothing. */
const LONGEST_LINE = 20_000;

export interface SettingsRead {
  /** By path. */
  readonly said: readonly Said[];
  /** Variables that somebody settles: by running `outputs env`, or by telling the tool itself. */
  readonly settled: ReadonlySet<string>;
  readonly read: number;
  /** For a person, escaped. */
  readonly unread: readonly string[];
  /** Why git could not say which files the project has, so that files that it ignores were read too. */
  readonly unasked: string | null;
  /** Patterns of `used_in` that name no file, as `used-in-files.ts` finds them. */
  readonly unused: readonly string[];
}

export async function readSettings(project: Project, means: GitMeans, progress: (path: PathText) => void): Promise<SettingsRead> {
  const texts = await listTexts(project, means);
  const { files: used, warnings } = await usedFiles(project);
  const named = new Set(used);
  const said: Said[] = [];
  const unread: string[] = texts.unread.map(({ path, errno }) => `${escapeText(path)} could not be read (${errno})`);
  if (texts.passedOver > 0) unread.push(`${texts.passedOver} files were not read: there are too many`);
  let [read, bytes] = [0, 0];
  const settled = new Set<string>();
  withRoot((root) => {
    // Not what programs wrote into the outputs directory.
    const listed = texts.folders.find(({ folder }) => folder === project.root)?.files ?? [];
    const files = [...new Set([...ENVIRONMENT_FILES, ...listed])];
    const open = textReader(root, project.root);
    for (const file of files) {
      const reader = readerFor(file, named.has(file));
      if (reader === null) continue;
      const text = bytes > MOST_BYTES ? ({ ok: false, errno: 'EFBIG' } as const) : open(file, LARGEST);
      if (!text.ok) {
        if (!NOT_A_FILE.has(text.errno)) unread.push(`${escapeText(file)} ${whyUnread(text.errno)}`);
        continue;
      }
      progress(file);
      read++;
      bytes += text.value.length;
      for (const { tells, variables } of SETTLES) if (tells.test(text.value)) for (const name of variables) settled.add(name);
      const isConfig = pathIn(project.root, file) === project.configFile;
      const sayings = reader(withoutLongLines(text.value), isConfig ? BLOCK : null);
      if (sayings.length > 0) said.push({ ...knowledgeOf(project, file, text.value), sayings });
    }
  });
  return { said, settled, read, unread, unasked: texts.unasked, unused: warnings.map((warning) => warning.text) };
}

const NOT_A_FILE: ReadonlySet<string> = new Set(['ENOENT', 'ELOOP', 'EINVAL', 'ESTALE', 'ENXIO']);
const SETTLES: readonly { readonly tells: RegExp; readonly variables: readonly string[] }[] = [
  { tells: /(?:^|[\s;&|("'`])outputs env\b/, variables: ['WANDB_DIR', 'MLFLOW_TRACKING_URI'] },
  { tells: /\bset_tracking_uri\(/, variables: ['MLFLOW_TRACKING_URI'] },
];

function whyUnread(errno: string): string {
  return errno === 'EFBIG' ? 'was not read: it is too large' : `could not be read (${errno})`;
}

/** Lines stay where they are. */
function withoutLongLines(text: string): string {
  if (text.includes('\0')) return '';
  return text.length < LONGEST_LINE ? text : text.replace(TOO_LONG, '');
}

const TOO_LONG = new RegExp(`^.{${LONGEST_LINE},}$`, 'gm');

function knowledgeOf(project: Project, file: PathText, text: string): Omit<Said, 'sayings'> {
  const language = /\.(?:ya?ml|toml|json|env|env\.example)$/i.test(file)
    ? 'data'
    : /\.(?:py|pyi|ipynb)$/i.test(file)
      ? 'python'
      : 'shell';
  const config = project.configFile === null ? null : nameOf(project.configFile);
  return {
    file: pathIn(project.root, file),
    language,
    knowsConfig: (config !== null && text.includes(config)) || /["']--config(?:[-_](?:file|path))?["']/.test(text),
    looksUp: (key) =>
      /outputs paths|OUTPUTS_[A-Z]/.test(text) ||
      // `config.training.checkpoint_dir`, `["checkpoint_dir"]`; not `self.checkpoint_dir`, nor an argument of that name.
      new RegExp(`(?<!\\bself|\\bargs)\\.${literal(key)}\\b|["']${literal(key)}["']`).test(text),
  };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
