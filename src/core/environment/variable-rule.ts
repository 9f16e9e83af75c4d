// Decides which environment variables a configuration may set, and where they may lead, before anybody trusts the project: `eval "$(outputs env)"` in
// a stranger's checkout must not change which programs run. An allowlist: what is not known to say only where data goes needs trust.

import { KNOWN_VARIABLES } from './known-variables.ts';

/** `why`: a sentence fragment after the name. */
export type VariableRule =
  /** Says only where data goes. */
  | { readonly may: 'lead-anywhere' }
  /** A cache by its name: nobody here knows whether programs run what lies there, so it stays inside the project. */
  | { readonly may: 'lead-inside'; readonly why: string }
  /** Programs run what lies there: only the place of the table, inside the project. */
  | { readonly may: 'lead-to-own-place'; readonly why: string }
  | { readonly may: 'be-set-if-trusted'; readonly why: string }
  | { readonly may: 'never-be-set'; readonly why: string };

/**
 * Nothing in them is run, and nothing in them says where a secret is sent. Not here: Flair unpickles its models, and kagglehub imports
 * packages from its cache.
 */
const DATA_PLACES: ReadonlySet<string> = new Set([
  'COMET_OFFLINE_DIRECTORY',
  'LLAMA_CACHE',
  'MXNET_HOME',
  'OLLAMA_MODELS',
  'SENTENCE_TRANSFORMERS_HOME',
  'TFDS_DATA_DIR',
  'TUNE_RESULT_DIR',
  ...KNOWN_VARIABLES.filter(({ runs }) => runs === undefined).map(({ name }) => name),
]);

/** What is known of whose cache it is comes first. */
const DATA_SUFFIX = /^[A-Z][A-Z0-9_]*_CACHE_DIR$/;

const DANGEROUS: readonly { readonly names: RegExp; readonly why: string }[] = [
  { names: /^HF_(?:HOME|TOKEN.*|STORED_TOKENS_PATH)$/, why: 'leads to your Hugging Face token' },
  {
    names: /^(?:.*_CONFIG_DIR|NETRC|(?:AWS|AZURE|GOOGLE|GCLOUD|CLOUDSDK|KAGGLE_CONFIG|DOCKER|KUBE|SSH|GPG|GNUPG|VAULT).*)$/,
    why: 'leads to credentials',
  },
  {
    names:
      /^(?:PATH|HOME|SHELL|IFS|ENV|PS4|PROMPT_COMMAND|CDPATH|EDITOR|PAGER|(?:LD|DYLD|GIT|BASH|ZSH|XDG|PYTHON|PERL|PERL5|RUBY|NODE|JAVA|LUA|GCONV|GLIBC|SYSTEMD|DBUS|QT|GTK|GIO|OPENSSL|SSL)_.*|PYTHON.*|NODE_.*|PERL5.*|RUBY.*)$/,
    why: 'decides which programs run',
  },
  {
    // Package managers, compilers, and what loads compiled code: by whose cache it is, or by what it says it holds.
    names:
      /^(?:(?:AESARA|AMD|ANSIBLE|APPTAINER|BAZEL|BAZELISK|BUCK|BUN|BUNDLE|CARGO|CCACHE|COMPOSER|CONAN|CONDA|COREPACK|COURSIER|CUDA|CUPY|CUTE|CUTLASS|CYPRESS|CYTHON|DEEPSPEED|DENO|DG|ELECTRON|FLASHINFER|GEM|GENSIM|GO|GRADLE|GUIX|HATCH|HELM|HOMEBREW|IREE|JAX|JEST|JOBLIB|JULIA|KEOPS|MAMBA|MAVEN|MESA|MIOPEN|MISE|MODULAR|NEO|NEURON|NIX|NPM|NPX|NUITKA|NUMBA|OPENML|PDM|PIP|PIPENV|PIPX|PIXI|PLAYWRIGHT|PNPM|POCL|POETRY|PRE_COMMIT|PUPPETEER|PYKEOPS|PYTENSOR|RATTLER|REBAR|RUSTUP|RYE|SBT|SCCACHE|SGLANG|SINGULARITY|SPACK|SYCL|TAICHI|TERRAGRUNT|TF|TILELANG|TORCH|TORCHINDUCTOR|TRITON|TURBO|TVM|UV|VCPKG|VLLM|WARP|XLA|YARN|ZIG)_(?:.*_)?|.*(?:BINAR|BUILD|BYTECODE|COMPIL|CUBIN|EXTENSION|INDUCTOR|JIT|KERNEL|MODULE|PACKAGE|PKG|PLUGIN|PTX|PYC|SCRIPT|TOOL|WHEEL).*)CACHE_DIR$/,
    why: 'leads to what programs run',
  },
];

export function ruleOfVariable(name: string): VariableRule {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return { may: 'never-be-set', why: 'is no name of a variable: letters, digits and _, no digit first' };
  if (/^OUTPUTS_/.test(name)) return { may: 'never-be-set', why: 'belongs to outputs itself' };
  const known = KNOWN_VARIABLES.find((each) => each.name === name);
  if (known?.runs !== undefined) return { may: 'lead-to-own-place', why: `leads to what programs run or believe: ${known.runs}` };
  if (DATA_PLACES.has(name)) return { may: 'lead-anywhere' };
  const why = DANGEROUS.find(({ names }) => names.test(name))?.why;
  if (why !== undefined) return { may: 'be-set-if-trusted', why };
  if (DATA_SUFFIX.test(name)) return { may: 'lead-inside', why: 'leads out of the project, and is not known to hold only data' };
  return { may: 'be-set-if-trusted', why: 'is not known to say only where data goes' };
}

/** Why no configuration may set this variable, whoever trusts it; null where it may. */
export function whyNever(name: string): string | null {
  const rule = ruleOfVariable(name);
  return rule.may === 'never-be-set' ? rule.why : null;
}
