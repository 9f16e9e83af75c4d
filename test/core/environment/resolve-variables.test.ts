import { describe, expect, it } from 'vitest';
import { KNOWN_VARIABLES } from '../../../src/core/environment/known-variables.ts';
import { environmentOf, fileUri, refusedVariables, sqliteUri } from '../../../src/core/environment/resolve-variables.ts';
import { whyNever } from '../../../src/core/environment/variable-rule.ts';
import { SECTION_KINDS } from '../../../src/core/types/project.ts';
import { fc } from '../../support/properties.ts';
import { project, section } from '../../support/report.ts';

const sections = SECTION_KINDS.map((kind) => section(kind));
const EMPTY = { include: [], exclude: [], extra: {} };

const outsideOfTheProject = (path: string) => !path.startsWith('/work/p/');

function set(more: Parameters<typeof project>[0] = {}, env: Record<string, string> = {}): Record<string, string> {
  const variables = environmentOf({ project: project({ sections, ...more }), env, leadsOutside: outsideOfTheProject });
  return Object.fromEntries(variables.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
}

describe('environmentOf', () => {
  it('puts caches into cache and what is the only copy into artifacts', () => {
    expect(set()).toEqual({
      HF_HUB_CACHE: '/work/p/outputs/cache/huggingface/hub',
      HF_DATASETS_CACHE: '/work/p/outputs/cache/huggingface/datasets',
      HF_XET_CACHE: '/work/p/outputs/cache/huggingface/xet',
      HF_ASSETS_CACHE: '/work/p/outputs/cache/huggingface/assets',
      TORCH_HOME: '/work/p/outputs/cache/torch',
      TORCH_EXTENSIONS_DIR: '/work/p/outputs/cache/torch_extensions',
      TORCHINDUCTOR_CACHE_DIR: '/work/p/outputs/cache/torchinductor',
      TRITON_CACHE_DIR: '/work/p/outputs/cache/triton',
      NUMBA_CACHE_DIR: '/work/p/outputs/cache/numba',
      JAX_COMPILATION_CACHE_DIR: '/work/p/outputs/cache/jax',
      CUDA_CACHE_PATH: '/work/p/outputs/cache/cuda',
      WANDB_CACHE_DIR: '/work/p/outputs/cache/wandb',
      WANDB_DIR: '/work/p/outputs/artifacts',
      WANDB_ARTIFACT_DIR: '/work/p/outputs/artifacts/wandb-artifacts',
      WANDB_DATA_DIR: '/work/p/outputs/artifacts/wandb-data',
      MLFLOW_TRACKING_URI: 'sqlite:////work/p/outputs/artifacts/mlflow.db',
    });
  });
  it('follows the configuration', () => {
    const env = {
      include: ['MPLCONFIGDIR'],
      exclude: ['TORCH_HOME', 'MPLCONFIGDIR'],
      extra: { MY_CACHE: '/work/p/outputs/cache/mine', HF_HUB_CACHE: '/scratch/hub' },
    };
    const given = set({ env });
    expect(given).toMatchObject({ MY_CACHE: '/work/p/outputs/cache/mine', HF_HUB_CACHE: '/scratch/hub' });
    expect(given).not.toHaveProperty('TORCH_HOME');
    expect(given).not.toHaveProperty('MPLCONFIGDIR');
    expect(set({ env: { ...EMPTY, include: ['KERAS_HOME'] } })).toMatchObject({ KERAS_HOME: '/work/p/outputs/cache/keras' });
  });
  it('leaves out what lies in a section that is not in use', () => {
    const only = sections.map((each) => ({ ...each, active: each.kind === 'artifacts' }));
    expect(Object.keys(set({ sections: only }))).toEqual([
      'WANDB_DIR',
      'WANDB_ARTIFACT_DIR',
      'WANDB_DATA_DIR',
      'MLFLOW_TRACKING_URI',
    ]);
  });
  it.each(['https://mlflow.example.org', 'databricks', 'databricks://p', 'sqlite:///mlflow.db', 'postgresql+psycopg2://h/db'])(
    'never exchanges the tracking server %s for a folder',
    (server) => expect(set({}, { MLFLOW_TRACKING_URI: server })).not.toHaveProperty('MLFLOW_TRACKING_URI'),
  );
  it.each(['', 'file:///elsewhere/mlruns', './mlruns'])('exchanges a folder %j', (folder) =>
    expect(set({}, { MLFLOW_TRACKING_URI: folder })).toHaveProperty('MLFLOW_TRACKING_URI'),
  );
  it('gives its own database again, so that --unset knows it', () => {
    const own = 'sqlite:////work/p/outputs/artifacts/mlflow.db';
    expect(set({}, { MLFLOW_TRACKING_URI: own })).toHaveProperty('MLFLOW_TRACKING_URI', own);
  });
  it('says where the files of MLflow runs go, as a URI', () => {
    const artifacts = section('artifacts');
    const found = (path: string) =>
      environmentOf({ project: project({ sections: [{ ...artifacts, path }] }), env: {}, leadsOutside: () => false }).find(
        ({ name }) => name === 'MLFLOW_TRACKING_URI',
      );
    expect(found('/a b/100%/#1/artifacts')).toMatchObject({
      value: 'sqlite:////a b/100%/#1/artifacts/mlflow.db',
      artifactLocation: 'file:///a%20b/100%25/%231/artifacts/mlflow',
    });
    expect(found('/a?b/artifacts')).toMatchObject({ value: null, why: expect.stringContaining('no database URI') });
  });
  it('says of every variable where the fact was read', () => {
    expect(KNOWN_VARIABLES.filter(({ source, holds }) => source === '' || holds === '')).toEqual([]);
    expect(new Set(KNOWN_VARIABLES.map(({ name }) => name)).size).toBe(KNOWN_VARIABLES.length);
    expect(KNOWN_VARIABLES.filter(({ name }) => whyNever(name) !== null)).toEqual([]);
  });
});

describe('what programs run', () => {
  const scratch = sections.map((each) => (each.kind === 'cache' ? { ...each, path: '/scratch/cache' } : each));
  const EXECUTED = KNOWN_VARIABLES.filter(({ runs }) => runs !== undefined).map(({ name }) => name);
  it('is given no place outside the project that nobody trusts', () => {
    const given = set({ sections: scratch, env: { ...EMPTY, include: EXECUTED } });
    expect(Object.keys(given).filter((name) => EXECUTED.includes(name))).toEqual(['WANDB_DIR', 'MLFLOW_TRACKING_URI']);
    expect(given).toHaveProperty('HF_HUB_CACHE', '/scratch/cache/huggingface/hub');
  });
  it('is given one in a project that is trusted', () => {
    const trusted = project({ sections: scratch, trust: { project: true, paths: [] } });
    const names = environmentOf({ project: trusted, env: {}, leadsOutside: () => true })
      .filter(({ value }) => value !== null)
      .map(({ name }) => name);
    expect(names).toContain('TRITON_CACHE_DIR');
  });
  it('names the folder that trust is needed for', () => {
    const found = environmentOf({ project: project({ sections: scratch }), env: {}, leadsOutside: outsideOfTheProject });
    expect(found.find(({ name }) => name === 'NUMBA_CACHE_DIR')).toMatchObject({ value: null, untrusted: '/scratch/cache' });
  });
});

describe('refusedVariables', () => {
  const refused = (extra: Record<string, string>, trust = false) => {
    const asked = { ...project({ sections, env: { ...EMPTY, extra } }), trust: { project: trust, paths: [] } };
    return refusedVariables({ project: asked, leadsOutside: outsideOfTheProject }).map(({ name }) => name);
  };
  it.each([
    ['TRITON_CACHE_DIR', '/work/p/outputs/cache/triton'],
    ['PIP_CACHE_DIR', '/work/p/outputs/cache/pip'],
    ['PYTHONPYCACHEPREFIX', '/work/p/outputs/cache/pycache'],
  ])('lets %s lead to its own place, and nowhere else', (name, own) => {
    expect(refused({ [name]: own })).toEqual([]);
    for (const other of ['/tmp/x', '/work/p/vendor/x', '/work/p/outputs/cache/x', `${own}/x`])
      expect(refused({ [name]: other })).toEqual([name]);
    expect(refused({ [name]: '/tmp/x' }, true)).toEqual([]);
  });
  it('keeps a cache that nobody knows inside the project, links followed, unless it is trusted', () => {
    expect(refused({ MY_CACHE_DIR: '/work/p/outputs/cache/mine' })).toEqual([]);
    expect(refused({ MY_CACHE_DIR: '/scratch/mine' })).toEqual(['MY_CACHE_DIR']);
    expect(refused({ MY_CACHE_DIR: '/scratch/mine' }, true)).toEqual([]);
  });
  it('asks for trust, and then lets it be, but for what belongs to outputs', () => {
    const extra = { PATH: '/bin', CC: '/cc', HF_HUB_CACHE: '/scratch/hub', OUTPUTS_ROOT: '/x' };
    expect(refused(extra)).toEqual(['PATH', 'CC', 'OUTPUTS_ROOT']);
    expect(refused(extra, true)).toEqual(['OUTPUTS_ROOT']);
  });
  it('never exchanges a tracking server, trusted or not', () => {
    const asked = {
      ...project({ sections, env: { ...EMPTY, extra: { MLFLOW_TRACKING_URI: '/x' } } }),
      trust: { project: true, paths: [] },
    };
    const given = environmentOf({
      project: asked,
      env: { MLFLOW_TRACKING_URI: 'https://example.org' },
      leadsOutside: () => false,
    });
    expect(given.find(({ name }) => name === 'MLFLOW_TRACKING_URI')).toMatchObject({ value: null });
  });
});

describe('fileUri', () => {
  it('is read back by whoever unquotes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        const uri = fileUri(`/${path}`);
        expect(uri).toMatch(/^file:\/\/\/[A-Za-z0-9/._~%-]*$/);
        expect(decodeURIComponent(uri.slice('file://'.length))).toBe(`/${path}`);
      }),
    );
    expect(fileUri('/a b/\udcff')).toBe('file:///a%20b/%FF');
  });
});

describe('sqliteUri', () => {
  it.each(['/a b/x.db', "/it's/x.db", '/#1/x.db', '/100%/x.db', '/a@b:c/x.db', '/ä/x.db'])('holds %s as it is', (path) =>
    expect(sqliteUri(path)).toBe(`sqlite:///${path}`),
  );
  it.each(['/a?b', '/a%41', '/a\udcff'])('cannot hold %j', (path) => expect(sqliteUri(path)).toBeNull());
});
