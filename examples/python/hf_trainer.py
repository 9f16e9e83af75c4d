"""Hugging Face's Trainer: `checkpoint-500` folders and logs where the config says.

    arguments = transformers.TrainingArguments(**training_arguments("bert"), num_train_epochs=3)
"""

import outputs_paths


def training_arguments(run_name):
    """Keyword arguments for `TrainingArguments`. No `save_total_limit`: it deletes for good, `outputs prune-checkpoints` can be undone."""
    paths = outputs_paths.load()
    return {
        "output_dir": str(paths.checkpoints / run_name),
        "logging_dir": str(paths.logs / run_name),
        "run_name": run_name,
        "save_strategy": "epoch",
    }
