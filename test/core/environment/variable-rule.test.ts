import { describe, expect, it } from 'vitest';
import { ruleOfVariable, whyNever } from '../../../src/core/environment/variable-rule.ts';

const may = (name: string) => ruleOfVariable(name).may;

describe('ruleOfVariable', () => {
  it.each(['KAGGLEHUB_CACHE', 'HF_HUB_CACHE', 'TFDS_DATA_DIR', 'SENTENCE_TRANSFORMERS_HOME', 'MY_CACHE_DIR', 'OPENML_CACHE_DIR'])(
    'lets a stranger lead data to anywhere: %s',
    (name) => expect(may(name)).toBe('lead-anywhere'),
  );
  it.each(['PIP_CACHE_DIR', 'UV_CACHE_DIR', 'TRITON_CACHE_DIR', 'NUMBA_CACHE_DIR', 'TORCH_HOME', 'TMPDIR', 'XDG_CACHE_HOME'])(
    'gives what programs run its own place only: %s',
    (name) => expect(may(name)).toBe('lead-to-own-place'),
  );
  // prettier-ignore
  it.each([
    'XDG_CONFIG_HOME',
    'MAKEFILES',
    'OPENSSL_CONF',
    'ZDOTDIR',
    'PIP_CONFIG_FILE',
    'LESSOPEN',
    'CC',
    'PATH',
    'HOME',
    'BASH_ENV',
    'HF_HOME',
    'WANDB_CONFIG_DIR',
    'AWS_CONFIG_FILE',
    'LD_PRELOAD',
    'LD_X_CACHE_DIR',
    'GIT_DIR',
    'GIT_OBJECT_DIRECTORY',
    'GIT_CACHE_DIR',
    'XDG_DATA_HOME',
    'PYTHONHOME',
    'PYTHONPATH',
    'PYTHON_CACHE_DIR',
    'CARGO_HOME',
    'RUSTUP_HOME',
    'GNUPGHOME',
    'JAVA_HOME',
    'TERMINFO_DIRS',
    'GCONV_PATH',
    'NODE_PATH',
    'NODE_COMPILE_CACHE',
    'NPM_CONFIG_PREFIX',
    'NPM_CONFIG_CACHE_DIR',
    'POETRY_CACHE_DIR',
    'TF_PLUGIN_CACHE_DIR',
    'PUPPETEER_CACHE_DIR',
    'CCACHE_DIR',
    'SCCACHE_DIR',
    'ZIG_GLOBAL_CACHE_DIR',
    'BUN_INSTALL_CACHE_DIR',
    'MY_KERNEL_CACHE_DIR',
    'git_cache_dir',
    '_CACHE_DIR',
    'MINE',
    'http_proxy',
    'IPYTHONDIR',
    'JUPYTER_CONFIG_DIR',
    'NLTK_DATA',
    'PYTHONSTARTUP',
    'NODE_OPTIONS',
    'ld_preload',
    'pip_cache_dir',
  ])('needs trust for %s', (name) => expect(may(name)).toBe('be-set-if-trusted'));
  it.each([
    'OUTPUTS_ROOT',
    'a b',
    '1A',
    '',
    'A=B',
    'A\nB',
    'A\0',
    'A-B',
    'Ä_CACHE_DIR',
    'РIP_CACHE_DIR',
    'LD_PRELOAD\u200b',
    'X_CACHE_DIR\n',
  ])('never sets %j', (name) => expect(whyNever(name)).not.toBeNull());
});
