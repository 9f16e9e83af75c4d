// @ts-check
// Builds dist/: the command as one file with a code cache, and the library face with its types.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
/** Built aside and swapped in whole: V8 recognises the source of a code cache by its length only, so an old cache must never meet a new bundle. */
const fresh = join(root, `.dist-${process.pid}`);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Another for every change: an upgrade between two starts must not have two programs talk to each other. */
const buildId = `${version}+${digestOf(join(root, 'src')).slice(0, 12)}`;
/** Of the commands and the forms of reports, what the commands that loops call need: their own, and what a warning is written by. */
const FOR_PATHS = new Set([
  ...['paths', 'env', 'name', 'parse'].flatMap((name) => [`./${name}.ts`, `./reports/${name}.ts`, `./json/${name}.ts`]),
  './text/style.ts',
  './text/reason-text.ts',
]);

mkdirSync(fresh);

/** Each one file: shell loops call `paths`, and V8 takes 3 ms longer to load one that could do everything, 20 in a helper. `bin/outputs.cjs` picks. */
const inputs = await program('outputs.cjs', 'src/main.ts', [withoutChildProcess()]);
await program('paths.cjs', 'src/main.ts', [withoutChildProcess(), withoutOtherCommands()]);
await program('helper.cjs', 'src/helper.ts', []);
writeFileSync(join(fresh, 'LICENSES.txt'), licencesOf(inputs));
writeFileSync(join(fresh, 'build-id'), buildId);
const commandLine = await describedBy(join(fresh, 'outputs.cjs'));
await program('complete.cjs', 'src/complete.ts', [], { OUTPUTS_COMMAND_LINE: JSON.stringify(forCompletion(commandLine)) });
await manPage(commandLine);

const tsc = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'lib')],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (tsc.status !== 0) {
  rmSync(fresh, { recursive: true });
  process.exit(tsc.status ?? 1);
}
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
makeCodeCache();

/**
 * @param {string} file
 * @param {string} entry
 * @param {import('esbuild').Plugin[]} plugins
 * @param {Record<string, string>} [define]
 */
async function program(file, entry, plugins, define = {}) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(fresh, file),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: '(function (module, require) {' },
    footer: { js: '})' },
    // `import()` of a built-in becomes `require`: a vm.Script cannot import.
    supported: { 'dynamic-import': false },
    define: { OUTPUTS_VERSION: JSON.stringify(version), OUTPUTS_BUILD: JSON.stringify(buildId), ...define },
    legalComments: 'eof',
    metafile: true,
    plugins,
  });
  return Object.keys(metafile.inputs);
}

/** Of all files below, by name and content. @param {string} folder */
function digestOf(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * What the program says of itself: its commands and flags.
 * @param {string} file
 * @returns {Promise<import('../src/cli/arguments/describe-commands.ts').CommandLine>}
 */
async function describedBy(file) {
  /** @type {{ exports: { describe?: () => Promise<import('../src/cli/arguments/describe-commands.ts').CommandLine> } }} */
  const bundled = { exports: {} };
  new Script(readFileSync(file, 'latin1'), { filename: file }).runInThisContext()(bundled, createRequire(import.meta.url));
  if (bundled.exports.describe === undefined) throw new Error(`${file} does not say what it can do`);
  return bundled.exports.describe();
}

/** Without what no shell shows. @param {import('../src/cli/arguments/describe-commands.ts').CommandLine} commandLine */
function forCompletion(commandLine) {
  return {
    ...commandLine,
    exits: [],
    commands: commandLine.commands.map((command) => ({ ...command, examples: [], exits: [] })),
  };
}

/** Node 20 cannot import TypeScript, so the writer of the page is bundled first. @param {import('../src/cli/arguments/describe-commands.ts').CommandLine} commandLine */
async function manPage(commandLine) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/cli/arguments/man-page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const writer = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`);
  const built =
    process.env['SOURCE_DATE_EPOCH'] === undefined ? new Date() : new Date(Number(process.env['SOURCE_DATE_EPOCH']) * 1000);
  mkdirSync(join(fresh, 'man'));
  writeFileSync(join(fresh, 'man/outputs.1'), writer.manPage(commandLine, built.toISOString().slice(0, 10)));
}

/**
 * For the program that is only ever asked for `paths`.
 * @returns {import('esbuild').Plugin}
 */
function withoutOtherCommands() {
  return {
    name: 'without-other-commands',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, importer, kind }) =>
        kind === 'dynamic-import' &&
        /(?:commands\/(?:index|name)|render\/index|src\/main)\.ts$/.test(importer) &&
        !FOR_PATHS.has(path)
          ? { path: 'other', namespace: 'other' }
          : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'other' }, () => ({ contents: 'export {};' }));
    },
  };
}

/**
 * commander starts programs for subcommands that are programs. Ours are none, and node:child_process takes 2 ms to load.
 * @returns {import('esbuild').Plugin}
 */
function withoutChildProcess() {
  return {
    name: 'without-child-process',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        /node_modules.commander/.test(importer) ? { path: 'empty', namespace: 'empty' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
    },
  };
}

/**
 * The licences of the packages that the bundle holds.
 * @param {string[]} inputs
 */
function licencesOf(inputs) {
  const packages = new Set(inputs.flatMap((input) => input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []));
  return [...packages].sort().map(licenceOf).join('\n');
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8');
  return `── ${name} ${version} (${license})\n\n${text}`;
}

/** Runs the command on a project with a config, so that the functions such a start needs are compiled, and keeps what V8 made of them. */
function makeCodeCache() {
  const project = mkdtempSync(join(tmpdir(), 'outputs-build-'));
  try {
    mkdirSync(join(project, 'configs'));
    copyFileSync(join(root, 'configs/project_config.yaml'), join(project, 'configs/project_config.yaml'));
    const made = spawnSync(process.execPath, [fileURLToPath(import.meta.resolve('./code-cache.cjs'))], {
      cwd: project,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`no code cache: ${made.stderr}`);
  } finally {
    rmSync(project, { recursive: true });
  }
}
