"""Answers questions on standard input with `outputs_paths`, all in one process: Python takes longer to start than to answer."""

import json
import sys

import outputs_paths as o


def answer(question):
    try:
        if question["ask"] == "paths":
            found = o.load(question["cwd"], profile=question.get("profile"), command=False, env=question["env"])
            sections = {name: str(path) for name, path in found.sections.items()}
            return {"profile": found.profile, "root": str(found.root), "project": str(found.project), "sections": sections}
        if question["ask"] == "parse":
            return {"values": o.parse_checkpoint(question["name"], question["templates"])}
        return {"name": o._formatted(question["template"], o._compiled(question["template"]), question["values"])}
    except o.OutputsError as error:
        assert str(error)
        return {"error": True}


print(json.dumps([answer(question) for question in json.load(sys.stdin)]))
