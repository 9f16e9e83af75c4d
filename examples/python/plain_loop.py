"""A plain PyTorch loop that writes where the config says, and resumes from its newest checkpoint.

    PYTHONPATH=python python3 examples/python/plain_loop.py --epochs 3
"""

import argparse
import json
import os

import torch

import outputs_paths


def save(state, path):
    """Whole or not at all: a reader never meets half a checkpoint."""
    unfinished = path.with_name(path.name + ".tmp")
    with open(unfinished, "wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, path)


def newest(folder, model_name):
    """The checkpoint with the highest epoch, or None."""
    found = [(outputs_paths.parse_checkpoint(path.name), path) for path in folder.glob("*.pth")]
    epochs = [(values["num"], path) for values, path in found if values and "num" in values and values["model_name"] == model_name]
    return max(epochs)[1] if epochs else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--model", default="Linear")
    options = parser.parse_args()

    paths = outputs_paths.load()
    for folder in (paths.checkpoints, paths.results):
        folder.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(0)
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    first, best = 1, float("inf")
    resumed = newest(paths.checkpoints, options.model)
    if resumed is not None:
        state = torch.load(resumed, map_location="cpu")
        model.load_state_dict(state["model_state_dict"])
        optimizer.load_state_dict(state["optimizer_state_dict"])
        first, best = state["epoch"] + 1, state["best_val_loss"]
        print(f"resumed from {resumed.name}")

    inputs = torch.randn(64, 2)
    wanted = inputs.sum(dim=1, keepdim=True)
    for epoch in range(first, options.epochs + 1):
        loss = torch.nn.functional.mse_loss(model(inputs), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        val_loss = loss.item()
        is_best, best = val_loss < best, min(best, val_loss)
        state = {
            "epoch": epoch,
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            "val_loss": val_loss,
            "best_val_loss": best,
        }
        save(state, paths.checkpoints / outputs_paths.name_checkpoint(options.model, epoch=epoch))
        if is_best:
            save(state, paths.checkpoints / outputs_paths.name_checkpoint(options.model, role="best"))
    (paths.results / f"{options.model}_results.json").write_text(json.dumps({"val_loss": best}))


if __name__ == "__main__":
    main()
