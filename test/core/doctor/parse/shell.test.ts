import { describe, expect, it } from 'vitest';
import { settingsInShell } from '../../../../src/core/doctor/parse/shell.ts';

const said = (text: string) => settingsInShell(text).map(({ line, name, value }) => `${line} ${name ?? '-'} ${value}`);

describe('sayingsInShell', () => {
  it.each<readonly [string, readonly string[]]>([
    ['OUTPUT_DIR="results"', ['1 OUTPUT_DIR results']],
    ["export LOG_DIR='my logs'; x=1", ['1 LOG_DIR my logs']],
    ['OUTPUT_DIR="${OUTPUT_DIR:-outputs/checkpoints}"', ['1 OUTPUT_DIR outputs/checkpoints']],
    ['echo start\nD=${1:-x}', []],
    ['python t.py --out_dir "${OUT_DIR:=runs/a}" --log-dir=logs', ['1 --out_dir runs/a', '1 --log-dir logs']],
    ['HF_HOME=./hf python train.py', ['1 HF_HOME ./hf']],
    ['mkdir -p outputs/logs "$OUT" results/$RUN/a', ['1 - outputs/logs', '1 - results/']],
    ['python t.py 2>&1 | tee -a logs/$(date +%s).log', ['1 - logs/']],
    ['python t.py > logs/a.log 2>&1', ['1 - logs/a.log']],
    ['LOG_DIR=a >&2', ['1 LOG_DIR a']],
    ['#SBATCH --output=logs/%x.%j.out', ['1 - logs/']],
  ])('%j', (text, expected) => expect(said(text)).toEqual(expected));

  it.each([
    '# OUTPUT_DIR=results',
    'echo "usage: --output-dir results"',
    'printf "mkdir results\\n"',
    'cat > c.yaml <<EOF\ncheckpoint_dir: x\nOUTPUT_DIR=results\nEOF',
    "cat <<-'END'\n\tOUTPUT_DIR=results\n\tEND",
    'cp a b # mkdir results',
    'grep OUTPUT_DIR=results x',
    'OUT_DIR=$(mktemp -d)',
    'OUT_DIR="$HOME/x"',
    'OUT_DIR=',
    'mkdir -p "$OUT"',
  ])('%j says nothing', (text) => expect(said(text)).toEqual([]));

  it('goes on behind what is printed to a file', () =>
    expect(said('cat <<EOF > x\nA=1\nEOF\nOUT_DIR=results')).toEqual(['4 OUT_DIR results']));
  it('does not take a comment sign within a word or quotes for a comment', () =>
    expect(said('OUT_DIR="a#b" LOG_DIR=c#d')).toEqual(['1 OUT_DIR a#b', '1 LOG_DIR c#d']));
});
