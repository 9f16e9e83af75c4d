// Files as they are found in public repositories, a few lines of each, with where they were found: nothing of them is misread.
// `says`: what `doctor` finds, as `line name-or-path`; `paths`: where `outputs paths` then has things.

import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { tree } from '../../support/tree.ts';

interface Wild {
  readonly from: string;
  readonly file: string;
  readonly text: string;
  readonly says?: readonly string[];
  readonly paths?: Readonly<Record<string, string>>;
}

const CONFIG = 'configs/project_config.yaml';

const WILD: readonly Wild[] = [
  {
    from: 'Shalinikuu/LPN-GeoLocalization: absolute paths of another machine',
    file: CONFIG,
    text: 'paths:\n  reports: /content/drive/MyDrive/mobilegeo_project/reports\n  checkpoints: /content/drive/MyDrive/mobilegeo_project/checkpoints\n',
    paths: { checkpoints: '/content/drive/MyDrive/mobilegeo_project/checkpoints', logs: 'outputs/logs' },
  },
  {
    from: 'AdamRopelewski/opus-100-trans-pl-to-en: a nested outputs: four times, files named checkpoint',
    file: CONFIG,
    text: [
      'paths:',
      '  raw_data_dir: data/raw/en-pl',
      '  checkpoints_dir: checkpoints',
      '  logs_dir: logs',
      'stage1_audit:',
      '  outputs:',
      '    report_md: reports/data_audit.md',
      'stage6_train:',
      '  output_last_checkpoint: checkpoints/model_last.pt',
      '  tensorboard_log_dir: logs/tensorboard',
    ].join('\n'),
    paths: { checkpoints: 'checkpoints', logs: 'logs', cache: 'outputs/cache' },
  },
  {
    from: 'Sangharsha564/slm-iiot-detection: numbers as keys',
    file: CONFIG,
    text: 'paths:\n  dataset_dir:      "dataset"\n  models_dir:       "models"\n  logs_dir:         "logs"\ndataset:\n  label_map:\n    0: "benign"\n    1: "slowloris"\n',
    paths: { models: 'models', logs: 'logs', results: 'outputs/results' },
  },
  {
    from: 'sherlock-hashed/XAI-Rice: a checkpoint folder on a drive, lists of words, URLs',
    file: CONFIG,
    text: 'datasets:\n  primary:\n    official_source: "https://data.mendeley.com/datasets/86s4jzj2m4/2"\ncheckpointing:\n  drive_checkpoint_dir: "/content/drive/MyDrive/XAI-RiceGuard/checkpoints"\n  checkpoint_metadata_fields:\n    - "epoch"\n',
    paths: { checkpoints: 'outputs/checkpoints' },
  },
  {
    from: 'FJZ-YYY/ir_zynq_detector: outputs as a value',
    file: CONFIG,
    text: 'io:\n  result_dir: outputs\n  result_json: mock_detection.json\n  input_transport: uart\n',
    paths: { results: 'outputs/results' },
  },
  {
    from: 'thatlq1812/dsp391m_project: a cache that the training code has elsewhere',
    file: CONFIG,
    text: 'globals:\n  output_base: data_runs\ndata:\n  json_dir: ./data\n  cache_dir: ./cache\napi:\n  predictions_file: data/predictions.json\n',
    says: ['5 cache_dir'],
    paths: { cache: 'outputs/cache' },
  },
  {
    from: 'ZhengGang85129/GNNforLRT: a shared library of checkpoints, commands as list items',
    file: CONFIG,
    text: 'libraries:\n    artifact_library: /global/cfs/cdirs/m3443/data/GNNforLRT/checkpoints\ncustom_batch_setup:\n    - source $HOME/HSFPipeline/HSFEnv/bin/activate\nlogger: tb\n',
    paths: { artifacts: 'outputs/artifacts' },
  },
  {
    from: 'ninjacode911/Project-UrbanEye: no paths at all',
    file: CONFIG,
    text: 'project:\n  name: "UrbanEye"\ntraining:\n  model_variant: "yolo11m.pt"\n  lr0: 0.001\n',
    paths: { checkpoints: 'outputs/checkpoints' },
  },
  {
    from: 'ashleve/lightning-hydra-template: interpolation that only Hydra knows',
    file: 'configs/paths/default.yaml',
    text: 'data_dir: ${paths.root_dir}/data/\nlog_dir: ${paths.root_dir}/logs/\noutput_dir: ${hydra:runtime.output_dir}\nwork_dir: ${hydra:runtime.cwd}\n',
  },
  {
    from: 'ashleve/lightning-hydra-template, before that: logs beside everything',
    file: 'configs/paths/default.yaml',
    text: 'data_dir: data/\n\n# path to folder with logs\nlog_dir: logs/\noutput_dir: ${hydra:runtime.output_dir}\n',
    says: ['4 log_dir'],
  },
  {
    from: 'ashleve/lightning-hydra-template: the folder of a run',
    file: 'configs/hydra/default.yaml',
    text: 'run:\n  dir: ${paths.log_dir}/${task_name}/runs/${now:%Y-%m-%d}_${now:%H-%M-%S}\nsweep:\n  dir: ${paths.log_dir}/${task_name}/multiruns\n',
  },
  {
    from: 'facebookresearch/hydra: its own default lies in outputs/, its sweeps do not',
    file: 'conf/config.yaml',
    text: 'hydra:\n  run:\n    dir: outputs/${now:%Y-%m-%d}/${now:%H-%M-%S}\n  sweep:\n    dir: multirun/${now:%Y-%m-%d}/${now:%H-%M-%S}\n    subdir: ${hydra.job.num}\n',
    says: ['5 output_dir'],
  },
  {
    from: 'iterative/dvc.org: outs of a stage, and models that DVC tracks',
    file: 'dvc.yaml',
    text: 'stages:\n  transpose:\n    cmd: ./trans.r rows.txt > results/columns.txt\n    outs:\n      - results/columns.txt\nartifacts:\n  net:\n    path: models/resnet.pt\n',
  },
  {
    from: 'v2kiran/tf-oidc: outputs of a GitHub job',
    file: '.github/workflows/ci.yaml',
    text: 'jobs:\n  job1:\n    outputs:\n      matrix: ${{ steps.set-matrix.outputs.matrix }}\n    env:\n      HF_HOME: ./hf\n    steps:\n      - run: mkdir -p results\n',
  },
  {
    from: 'elvanselvano/papermill-demo: a path that is looked up',
    file: 'src/run.py',
    text: "CONFIG_PATH = './'\nconfig = load_config('config.yaml')\nresult = pm.execute_notebook(config['dataset']['input_path'],\n                             config['notebook']['output_path'])\n",
  },
  {
    from: 'cocolab-projects/causal-gans: a folder that must be given',
    file: 'src/train.py',
    text: "parser.add_argument('out_dir', type=str, help='where to save checkpoints')\nif not os.path.isdir(args.out_dir):\n    os.makedirs(args.out_dir)\n",
  },
  {
    from: 'traananhdat/QAT-Zero: a default beside the outputs',
    file: 'resnet/create_dir.py',
    text: 'parser.add_argument(\n    "--output-dir", default="./multi_train", help="path where to save"\n)\nif args.output_dir:\n    os.makedirs(args.output_dir, exist_ok=True)\n',
    says: ['2 --output-dir'],
  },
  {
    from: 'aik2mlj/polyffusion: no default',
    file: 'src/train.py',
    text: 'parser.add_argument(\n    "--output_dir",\n    default=None,\n    help="directory in which to store model checkpoints"\n)\ntrain(params, args.output_dir)\n',
  },
  {
    from: 'haihuangcode/CMG: a folder above the project, which nobody here can place',
    file: 'code/opts.py',
    text: "parser.add_argument('--resume', type=str, default=\"\")\nparser.add_argument('--model_save_path', default='../../../checkpoint')\n",
  },
  {
    from: 'kheuton/s1: the log of a batch job',
    file: 'train/launch.sh',
    text: '#!/bin/bash\n#SBATCH --output=logs/sft_%j.txt  # %j is the job ID\nuid="$(date +%Y%m%d-%H%M%S)"\necho $HF_CACHE\nsrun ./train/sft_slurm.sh \\\n        --uid ${uid} \\\n        > logs/sft_${uid}_interior.txt 2>&1\n',
    says: ['2 logs/', '7 logs/'],
  },
  {
    from: 'lan-sambanova/trl-vlm-poc: caches of the cluster',
    file: 'run.sh',
    text: 'ACTUAL_CACHE=/import/ml-sc-scratch6/lang/cache/\nexport HF_MODULES_CACHE=${ACTUAL_CACHE}\nexport HF_HOME=${ACTUAL_CACHE}\ntorchrun train.py > /import/ml-sc-scratch6/lang/train_output.log 2>&1\n',
  },
  {
    from: 'seclab-yonsei/amplifying-exposure: an absolute cache, which somebody means',
    file: 'cheatsheet.sh',
    text: 'pip install torch wandb\nexport HF_DATASETS_CACHE="/mnt/block-storage/.cache/huggingface/datasets"\ndeepspeed --num_gpus=2 train.py --deepspeed ds_config.json\n',
  },
  {
    from: 'javad-rezaie/RTMDet: folders inside a container',
    file: 'train.sh',
    text: 'DATA_DIR="/mnt/SSD2/kvasir-instrument/"\nOUT_DIR="$PWD/out"\ndocker run --mount type=bind,source=$OUT_DIR,target=/out mmdetection:latest\n',
  },
  {
    from: 'Arsany-Zaki/F21BC-29: constants, of which one is a test’s',
    file: 'src/config/paths.py',
    text: "PATH_RAW_INPUT_DIR          = 'data/raw_input/'\nPATH_LOGS_DIR               = 'logs/runtime/'\nPATH_TEST_OUTPUT_DIR        = 'logs/test_output/'\nPATH_EXP_RESULT_FILE        = 'experiments/result.json'\n",
    says: ['2 PATH_LOGS_DIR'],
  },
];

describe('files in the wild', () => {
  it.each(WILD.map((wild) => [wild.from, wild] as const))('%s', async (_, { file, text, says = [], paths }) => {
    using place = tree({ [file]: text });
    const setting = { cwd: place.root, env: { PATH: process.env['PATH'] ?? '' } };
    const { stdout, code } = await run(['doctor', '--json'], setting);
    const all: { code: string; line?: number; says: string }[] = JSON.parse(stdout).findings;
    // The disk of a test machine may be nearly full.
    const found = all.filter((finding) => finding.code !== 'machine');
    const named = ({ line, says: words }: { line?: number; says: string }) =>
      `${line} ${/^writes to "([^"]*)"/.exec(words)?.[1] ?? words.split(' ')[0]}`;
    expect(found.map(named)).toEqual(says);
    expect(code).toBe(all.length > 0 ? 1 : 0);
    if (paths === undefined) return;
    const told = JSON.parse((await run(['paths', '--json'], setting)).stdout);
    const absolute = Object.entries(paths).map(([name, path]) => [name, path.startsWith('/') ? path : place.at(path)]);
    expect(told.paths).toMatchObject(Object.fromEntries(absolute));
  });
});
