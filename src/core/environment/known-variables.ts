// Which environment variables make the ecosystem write inside the outputs directory, below which section, and which never may.
// One row a variable, with where the fact was read. A relative value follows the folder that each process was started in, so only
// absolute ones are ever given out (`environment/resolve-variables.ts`). Over 250 lines: one table.

import type { SectionKind } from '../types/project.ts';

export interface KnownVariable {
  readonly name: string;
  /** The section that it is put below, and where in it. */
  readonly kind: SectionKind;
  readonly below: string;
  /** What is written there. */
  readonly holds: string;
  /** Where it is read, in the program's own source. */
  readonly source: string;
  /** Written as a database URI, `sqlite:////…`. */
  readonly form?: 'sqlite-uri';
  /** Why it is left alone unless the configuration includes it. A sentence fragment. */
  readonly unless?: string;
  /** What programs run, import or believe of what lies there: only this place, inside the project, is ever given out for it. */
  readonly runs?: string;
}

export const KNOWN_VARIABLES: readonly KnownVariable[] = [
  {
    name: 'HF_HUB_CACHE',
    kind: 'cache',
    below: 'huggingface/hub',
    holds: 'downloaded models and datasets',
    source: 'huggingface_hub/constants.py',
  },
  {
    name: 'HF_DATASETS_CACHE',
    kind: 'cache',
    below: 'huggingface/datasets',
    holds: 'prepared datasets',
    source: 'datasets/config.py',
  },
  {
    name: 'HF_XET_CACHE',
    kind: 'cache',
    below: 'huggingface/xet',
    holds: 'chunks of downloads',
    source: 'huggingface_hub/constants.py',
  },
  {
    name: 'HF_ASSETS_CACHE',
    kind: 'cache',
    below: 'huggingface/assets',
    holds: 'what libraries on the hub keep',
    source: 'huggingface_hub/constants.py',
  },
  {
    name: 'HF_MODULES_CACHE',
    kind: 'cache',
    below: 'huggingface/modules',
    holds: 'code of models, which is imported',
    source: 'datasets/config.py, transformers/utils/hub.py',
    unless: 'programs import code from there',
    runs: 'the code of models',
  },
  {
    name: 'TRANSFORMERS_CACHE',
    kind: 'cache',
    below: 'huggingface/hub',
    holds: 'downloaded models',
    source: 'transformers/utils/hub.py before 5',
    unless: 'the old name of HF_HUB_CACHE, and warned about',
  },
  {
    name: 'HUGGINGFACE_HUB_CACHE',
    kind: 'cache',
    below: 'huggingface/hub',
    holds: 'downloaded models and datasets',
    source: 'huggingface_hub/constants.py',
    unless: 'the old name of HF_HUB_CACHE',
  },
  {
    name: 'TORCH_HOME',
    kind: 'cache',
    below: 'torch',
    holds: 'pretrained weights of torch.hub',
    source: 'torch/hub.py',
    runs: 'the code of hub repositories',
  },
  {
    name: 'TORCH_EXTENSIONS_DIR',
    kind: 'cache',
    below: 'torch_extensions',
    holds: 'compiled C++ and CUDA extensions',
    source: 'torch/utils/cpp_extension.py',
    runs: 'compiled extensions',
  },
  {
    name: 'TORCHINDUCTOR_CACHE_DIR',
    kind: 'cache',
    below: 'torchinductor',
    holds: 'what torch.compile made',
    source: 'torch/_inductor/runtime/cache_dir_utils.py',
    runs: 'compiled code',
  },
  {
    name: 'TRITON_CACHE_DIR',
    kind: 'cache',
    below: 'triton',
    holds: 'compiled kernels',
    source: 'triton/runtime/cache.py',
    runs: 'compiled kernels',
  },
  {
    name: 'NUMBA_CACHE_DIR',
    kind: 'cache',
    below: 'numba',
    holds: 'compiled functions',
    source: 'numba/core/config.py, numba/core/caching.py',
    runs: 'compiled functions',
  },
  {
    name: 'JAX_COMPILATION_CACHE_DIR',
    kind: 'cache',
    below: 'jax',
    holds: 'compiled programs',
    source: 'jax/_src/config.py',
    runs: 'compiled programs',
  },
  {
    name: 'CUDA_CACHE_PATH',
    kind: 'cache',
    below: 'cuda',
    holds: 'kernels that the driver compiled',
    source: 'CUDA C++ Programming Guide, environment variables',
    runs: 'compiled kernels',
  },
  {
    name: 'WANDB_CACHE_DIR',
    kind: 'cache',
    below: 'wandb',
    holds: 'copies of W&B artifacts',
    source: 'wandb/env.py',
  },
  {
    // W&B writes to `wandb/` in it, and to /tmp where it cannot: `init` makes the section.
    name: 'WANDB_DIR',
    kind: 'artifacts',
    below: '',
    holds: 'runs, also those that are not uploaded yet',
    source: 'wandb/env.py, wandb/sdk/wandb_settings.py',
    runs: 'settings, which say where the API key is sent',
  },
  {
    name: 'WANDB_ARTIFACT_DIR',
    kind: 'artifacts',
    below: 'wandb-artifacts',
    holds: 'downloaded artifacts',
    source: 'wandb/env.py',
  },
  {
    // No cache, whatever it is called: `artifacts/staging` in it is the only copy until it is uploaded.
    name: 'WANDB_DATA_DIR',
    kind: 'artifacts',
    below: 'wandb-data',
    holds: 'artifacts that wait to be uploaded',
    source: 'wandb/env.py',
  },
  {
    // Since 3.13 MLflow refuses file stores. The database lies in the section itself: `init` makes it, and MLflow before 3.8 makes no folder.
    name: 'MLFLOW_TRACKING_URI',
    kind: 'artifacts',
    below: 'mlflow.db',
    holds: 'runs and metrics of MLflow',
    source: 'mlflow/environment_variables.py, mlflow/store/db/utils.py',
    form: 'sqlite-uri',
    runs: 'the models of the runs',
  },
  {
    name: 'TENSORBOARD_LOGGING_DIR',
    kind: 'logs',
    below: 'tensorboard',
    holds: 'event files of the Hugging Face Trainer',
    source: 'transformers/integrations/integration_utils.py',
    unless: 'every run would write into one folder',
  },
  {
    name: 'KERAS_HOME',
    kind: 'cache',
    below: 'keras',
    holds: 'downloaded weights, and keras.json',
    source: 'keras/src/backend/config.py',
    unless: 'your keras.json would not be read',
    runs: 'keras.json, which names a module to import',
  },
  {
    name: 'MPLCONFIGDIR',
    kind: 'cache',
    below: 'matplotlib',
    holds: 'font lists, and matplotlibrc',
    source: 'matplotlib/__init__.py',
    unless: 'your matplotlibrc would not be read',
    runs: 'matplotlibrc, which names a module to import',
  },
  {
    name: 'PIP_CACHE_DIR',
    kind: 'cache',
    below: 'pip',
    holds: 'wheels',
    source: 'pip/_internal/cli/cmdoptions.py',
    unless: 'pip shares it between projects',
    runs: 'the wheels it installs',
  },
  {
    name: 'UV_CACHE_DIR',
    kind: 'cache',
    below: 'uv',
    holds: 'wheels and environments',
    source: 'uv, Reference, environment variables',
    unless: 'uv shares it between projects',
    runs: 'the packages it installs',
  },
  {
    name: 'PYTHONPYCACHEPREFIX',
    kind: 'cache',
    below: 'pycache',
    holds: 'compiled Python modules',
    source: 'Python, Command line and environment',
    unless: 'Python finds __pycache__ beside the source by itself',
    runs: 'compiled modules',
  },
  {
    name: 'CUPY_CACHE_DIR',
    kind: 'cache',
    below: 'cupy',
    holds: 'compiled kernels',
    source: 'cupy/cuda/compiler.py',
    unless: 'CuPy shares it between projects',
    runs: 'compiled kernels',
  },
  {
    name: 'VLLM_CACHE_ROOT',
    kind: 'cache',
    below: 'vllm',
    holds: 'compiled graphs',
    source: 'vllm/envs.py',
    unless: 'vLLM shares it between projects',
    runs: 'compiled code',
  },
  {
    name: 'XDG_CACHE_HOME',
    kind: 'cache',
    below: 'xdg',
    holds: 'caches of every program',
    source: 'XDG Base Directory Specification',
    unless: 'it moves the caches of unrelated programs too',
    runs: 'what every program cached',
  },
  {
    name: 'TMPDIR',
    kind: 'cache',
    below: 'tmp',
    holds: 'temporary files of every program',
    source: 'POSIX, Base Definitions 8.3',
    unless: 'clean would take what running programs need',
    runs: 'what running programs put there',
  },
];

/**
 * Below the artifacts section: the files of MLflow's runs. No variable says where they go; without `artifact_location` it is `mlruns/` in
 * the current folder (mlflow/store/tracking/__init__.py).
 */
export const MLFLOW_ARTIFACTS = 'mlflow';
