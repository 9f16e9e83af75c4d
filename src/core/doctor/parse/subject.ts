// Decides whether a program is one of a project's runs, as far as its name says: `--output-dir` of what writes configurations, documents, code or data
// is about those, not about outputs.

const OTHERS =
  /^(?:apidoc|babel|backup|black|build|builder|bundle|cargo|cfg|cmake|codegen|conf|config|configs|configure|convert_docs|coverage|curl|data|dataset|datasets|doc|docs|documentation|dokka|download|downloader|doxygen|esbuild|eslint|extract|fetch|format|grpc|helm|hugo|i18n|install|isort|javadoc|jekyll|jsdoc|jupyter|kustomize|latexmk|lint|make|meson|migrate|mkdocs|mypy|nbconvert|next|ninja|openapi|pandoc|parcel|pdflatex|pdoc|pip|prepare|preprocess|prettier|proto|protobuf|protoc|protos|pybabel|pyinstaller|rollup|ruff|rustdoc|schema|schemas|settings|setup|site|sphinx|stubgen|stubs|swc|swig|tar|templates?|terraform|thrift|tsc|typedoc|unzip|vite|webpack|wget|wheel|yaml)$/;
/** `train_from_config.py` is one of them all the same. */
const RUNS =
  /^(?:bench|benchmark|eval|evaluate|evaluation|experiment|experiments|finetune|fit|infer|inference|predict|pretrain|sweep|train|trainer|training)$/;

export function isAboutOthers(program: string): boolean {
  const words = wordsOf(program);
  return words.some((word) => OTHERS.test(word)) && !words.some((word) => RUNS.test(word));
}

const WRITES =
  /^(?:build|builder|convert|create|download|downloader|dump|emit|export|extract|fetch|gen|generate|generator|make|prepare|preprocess|render|write|writer)$/;

/** By the name of a source file. `write_config.py` is; `config.py` says where runs write. */
export function isWriterOfOthers(file: string): boolean {
  return isAboutOthers(file) && wordsOf(file).some((word) => WRITES.test(word));
}

function wordsOf(program: string): readonly string[] {
  return program
    .replace(/\.(?:py|ipynb|sh|bash|js|ts|R|jl|pl|rb)$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

/** Start other programs, and say nothing about what those do. */
const WRAPPERS =
  /^(?:accelerate|bash|bunx|conda|deepspeed|env|exec|hatch|launch|mamba|mpirun|nice|nohup|npx|pdm|pipx|pixi|pnpm|poetry|python[\d.]*|run|rye|sh|srun|stdbuf|sudo|time|torchrun|uv|uvx|yarn)$/;

/** Which program a command line starts; null where it does not say. */
export function programOf(command: string): string | null {
  const module = /\s-m\s+([\w.]+)/.exec(command)?.[1];
  // `torchrun -m x.train` and `python -m torch.distributed.run train.py`: who is started last is meant.
  const script = /(?:^|\s)(?:[\w.~$/{}"'-]*\/)?([\w.-]+\.(?:py|sh|bash|js|ts|R|jl))(?=["'\s]|$)/.exec(command)?.[1];
  if (script !== undefined) return script;
  if (module !== undefined) return module;
  const words = command.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-') && !/^\w+=/.test(word));
  const named = words.map((word) => word.slice(word.lastIndexOf('/') + 1)).find((word) => !WRAPPERS.test(word));
  return named ?? null;
}
