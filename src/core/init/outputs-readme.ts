// Writes outputs/README.md from the configuration in force, so that the document is always true; and tells whether an
// existing one is ours to renew or a person's to leave alone.

import { digestOf, type Language } from '../items/readme-owner.ts';
import { formatDuration } from '../lib/quantities.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section, SectionKind } from '../types/project.ts';
import { ignoreRule } from './gitignore-block.ts';

/** What git does with the outputs directory once `init` has run. */
export type GitState = 'ignored' | 'not-ignored' | 'outside';

export function outputsReadme(project: Project, language: Language, git: GitState): string {
  const words = WORDS[language];
  const configFile = relativeTo(project.root, project.configFile ?? `${project.root}/configs/project_config.yaml`);
  const blocks = [
    `# ${relativeTo(project.root, project.outputs)}`,
    words.intro(configFile),
    directoryTable(project, language),
    `## ${words.namesTitle}`,
    nameList(project, words.noNames),
    `## ${words.cleanTitle}`,
    codeBlock(cleanCommands(project, language)),
    words.safety(formatDuration(project.trashKeep)),
    `## ${words.pathsTitle}`,
    words.paths(configFile),
    ...(project.usedIn.length > 0 ? [`${words.usedIn}\n\n${project.usedIn.map((file) => `- ${code(file)}`).join('\n')}`] : []),
    `## Git`,
    words.git[git](relativeTo(project.root, project.outputs)),
  ];
  const body = `${blocks.join('\n\n')}\n`;
  return `<!-- outputs init ${language} ${digestOf(body)} ${words.marker(configFile)} -->\n${body}`;
}

function directoryTable(project: Project, language: Language): string {
  const words = WORDS[language];
  const rows = project.sections.map((section) => {
    const profiles =
      section.kind === 'models' || section.kind === 'results' ? ', production' : section.kind === 'artifacts' ? ', ci' : '';
    return `| ${code(relativeTo(project.root, section.path))} | ${words.holds[section.kind]} | development${profiles} |`;
  });
  return [`| ${words.columns.join(' | ')} |`, '| --- | --- | --- |', ...rows].join('\n');
}

function nameList(project: Project, none: string): string {
  const rows = project.sections
    .filter((section) => section.naming.length > 0)
    .map((section) => `- ${code(section.name)}: ${section.naming.map(code).join(', ')}`);
  return rows.length > 0 ? rows.join('\n') : none;
}

function cleanCommands(project: Project, language: Language): readonly (readonly [command: string, what: string])[] {
  const { commands } = WORDS[language];
  const ofKind = (kind: SectionKind): Section | undefined => project.sections.find((section) => section.kind === kind);
  const cache = ofKind('cache');
  const logs = ofKind('logs');
  return [
    ['outputs paths', commands.paths],
    ...(cache === undefined ? [] : [[`outputs clean ${cache.name}`, commands.cache] as const]),
    ...(logs === undefined
      ? []
      : [[`outputs prune-logs --older-than ${formatDuration(logs.keep.within ?? WEEK)}`, commands.logs] as const]),
    ...(ofKind('checkpoints') === undefined ? [] : [['outputs prune-checkpoints --dry-run', commands.checkpoints] as const]),
    ['outputs clean --all --dry-run', commands.all],
  ];
}

const WEEK = { years: 0, months: 0, days: 7, seconds: 0 };

function codeBlock(rows: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length));
  return ['```sh', ...rows.map(([command, what]) => `${command.padEnd(width)}   # ${what}`), '```'].join('\n');
}

function relativeTo(root: PathText, path: PathText): string {
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** Inline code that survives any name: a longer fence than any run of backticks inside, control characters made visible. */
function code(text: string): string {
  const safe = text.replace(/[\u0000-\u001f\u007f|]/g, (character) =>
    character === '|' ? '\\|' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  const fence = '`'.repeat(Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return fence.length === 1 ? `\`${safe}\`` : `${fence} ${safe} ${fence}`;
}

interface Words {
  readonly marker: (config: string) => string;
  readonly intro: (config: string) => string;
  readonly columns: readonly [string, string, string];
  readonly holds: Readonly<Record<SectionKind, string>>;
  readonly namesTitle: string;
  readonly noNames: string;
  readonly cleanTitle: string;
  readonly commands: Readonly<Record<'paths' | 'cache' | 'logs' | 'checkpoints' | 'all', string>>;
  readonly safety: (trashKeep: string) => string;
  readonly pathsTitle: string;
  readonly paths: (config: string) => string;
  readonly usedIn: string;
  readonly git: Readonly<Record<GitState, (outputs: string) => string>>;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    marker: (config) => `generated from ${config}; once you edit this file it is yours and will not be written again`,
    intro: (config) =>
      `Everything that training, evaluation and export produce. Described here as configured in ${code(config)}.`,
    columns: ['directory', 'holds', 'profiles'],
    holds: {
      checkpoints: 'weights, training state (optimizer, scheduler), best checkpoints, learning curves',
      logs: 'progress, error, performance and timestamped logs',
      cache: 'Hugging Face datasets, preprocessed data, streaming buffers; can always be made again',
      artifacts: 'W&B run artifacts, exported models, experiment data',
      results: 'model comparison, metrics, plots, reports',
      models: 'production models, exports (ONNX, TorchScript), model metadata',
    },
    namesTitle: 'Names',
    noNames: 'No naming convention is configured.',
    cleanTitle: 'Looking after it',
    commands: {
      paths: 'where everything is',
      cache: 'empty the cache',
      logs: 'old logs',
      checkpoints: 'which checkpoints would go, and why the others stay',
      all: 'everything, shown first',
    },
    safety: (keep) =>
      `Checkpoints, artifacts, results and models that are removed lie in the trash for ${code(keep)} first. Please do not use ${code('rm -rf')} here.`,
    pathsTitle: 'Paths',
    paths: (config) => `Change them in ${code(config)}; scripts read them with ${code('outputs paths --json')}.`,
    usedIn: 'Used in:',
    git: {
      ignored: (outputs) => `All of ${code(`${outputs}/`)} is ignored: no large files and no sensitive data in the repository.`,
      'not-ignored': (outputs) =>
        `${code(`${outputs}/`)} is not ignored by git: add the line ${code(ignoreRule(outputs))} at the end of ${code('.gitignore')}, so that no large files and no sensitive data get into the repository.`,
      outside: (outputs) => `${code(outputs)} lies outside this project, where its ${code('.gitignore')} does not reach.`,
    },
  },
  vi: {
    marker: (config) => `được tạo từ ${config}; khi bạn sửa, tệp này là của bạn và sẽ không bị ghi lại`,
    intro: (config) => `Mọi thứ mà huấn luyện, đánh giá và xuất mô hình tạo ra, đúng như cấu hình trong ${code(config)}.`,
    columns: ['thư mục', 'nội dung', 'profile'],
    holds: {
      checkpoints: 'trọng số, trạng thái huấn luyện (optimizer, scheduler), checkpoint tốt nhất, đường cong học',
      logs: 'nhật ký tiến trình, lỗi, hiệu năng, có dấu thời gian',
      cache: 'dữ liệu Hugging Face, dữ liệu tiền xử lý, bộ đệm streaming; luôn có thể tạo lại',
      artifacts: 'artifact của W&B, mô hình đã xuất, dữ liệu thí nghiệm',
      results: 'so sánh mô hình, chỉ số, biểu đồ, báo cáo',
      models: 'mô hình production, bản xuất (ONNX, TorchScript), metadata của mô hình',
    },
    namesTitle: 'Quy ước đặt tên',
    noNames: 'Chưa cấu hình quy ước đặt tên.',
    cleanTitle: 'Dọn dẹp',
    commands: {
      paths: 'mọi thứ nằm ở đâu',
      cache: 'làm trống cache',
      logs: 'nhật ký cũ',
      checkpoints: 'checkpoint nào sẽ bị xoá, và vì sao các checkpoint khác được giữ',
      all: 'tất cả, xem trước',
    },
    safety: (keep) =>
      `Checkpoint, artifact, kết quả và mô hình bị xoá sẽ nằm trong thùng rác ${code(keep)} trước. Xin đừng dùng ${code('rm -rf')} ở đây.`,
    pathsTitle: 'Đường dẫn',
    paths: (config) => `Thay đổi trong ${code(config)}; script đọc chúng bằng ${code('outputs paths --json')}.`,
    usedIn: 'Được dùng trong:',
    git: {
      ignored: (outputs) => `Toàn bộ ${code(`${outputs}/`)} được Git bỏ qua: không có tệp lớn và dữ liệu nhạy cảm trong kho.`,
      'not-ignored': (outputs) =>
        `${code(`${outputs}/`)} chưa được Git bỏ qua: hãy thêm dòng ${code(ignoreRule(outputs))} vào cuối ${code('.gitignore')}, để tệp lớn và dữ liệu nhạy cảm không vào kho.`,
      outside: (outputs) => `${code(outputs)} nằm ngoài dự án này, nơi ${code('.gitignore')} của dự án không có tác dụng.`,
    },
  },
};
