"""Lightning: checkpoints, logs and caches where the config says.

    trainer = lightning.Trainer(**trainer_arguments("UNet"), max_epochs=10)
"""

import outputs_paths


def trainer_arguments(model_name, monitor="val_loss", mode="min"):
    """Keyword arguments for `Trainer`. Lightning writes `{epoch}` itself, from 0, so its own layout is kept: `outputs` reads it."""
    from lightning.pytorch.callbacks import ModelCheckpoint
    from lightning.pytorch.loggers import CSVLogger

    paths = outputs_paths.load()
    # Pruning is left to `outputs prune-checkpoints`: save_top_k=-1 keeps every epoch.
    checkpoints = ModelCheckpoint(
        dirpath=paths.checkpoints / model_name,
        filename=f"{model_name}-{{epoch}}-{{{monitor}:.4f}}",
        monitor=monitor,
        mode=mode,
        save_top_k=-1,
        save_last=True,
    )
    return {
        "default_root_dir": paths.root,
        "callbacks": [checkpoints],
        "logger": CSVLogger(save_dir=paths.logs, name=model_name),
    }
