"""Where a project's outputs lie, and what a checkpoint is called, by the rules of the `outputs` command.

    import outputs_paths
    paths = outputs_paths.load()
    torch.save(state, paths.checkpoints / outputs_paths.name_checkpoint("UNet", epoch=3))

`load` asks the `outputs` command if there is one, and otherwise reads `configs/project_config.yaml` by the same rules; what only matters
for pruning is left for the command to check. Python 3.9 or newer; PyYAML where there is a config and no command. Copy this file, or
`pip install ./python`.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

__all__ = ["OutputsError", "Paths", "load", "name_checkpoint", "parse_checkpoint"]

KINDS = ("checkpoints", "logs", "cache", "artifacts", "results", "models")
IN_USE = {"development": KINDS, "production": ("models", "results"), "ci": ("artifacts",)}
CONFIG_NAMES = ("configs/project_config.yaml", "project_config.yaml")
CHECKPOINT_NAMES = ("{model_name}_epoch_{num}.pth", "{model_name}_best.pth", "{model_name}_final.pth")
KNOWN_KEYS = {
    "root": ("paths.outputs", "paths.output_dir"),
    "checkpoints": ("training.checkpoint_dir", "paths.checkpoints", "paths.checkpoints_dir", "paths.checkpoint_dir"),
    "logs": ("paths.logs", "paths.logs_dir", "paths.log_dir"),
    "cache": ("paths.cache", "paths.cache_dir"),
    "artifacts": ("paths.artifacts", "paths.artifacts_dir"),
    "results": ("paths.results", "paths.results_dir"),
    "models": ("paths.models", "paths.models_dir"),
}
BLOCK_KEYS = ("root", "profile", "sections", "naming", "pinned", "trash", "grace", "used_in", "allow", "env", "check", "layouts")
SECTION_KEYS = ("kind", "path", "layout", "keep", "patterns", "metric")
RESERVED = ("root", "project", "config", "profile", "all", "section", "trash", "constructor", "prototype")
LARGEST = 1024 * 1024
# What one configuration may hold, as the command has it.
_MOST_ENTRIES = 1000
_LONGEST_TEXT = 4096
_MOST_REPEATED = 100_000


class OutputsError(Exception):
    """The config cannot be used; the text says where and why."""


@dataclasses.dataclass(frozen=True)
class Paths:
    """Absolute folders. None is made: `outputs init` does that, or `mkdir(parents=True, exist_ok=True)`."""

    project: Path
    config: Optional[Path]
    profile: str
    root: Path
    #: The sections in use in the profile, by name.
    sections: Mapping[str, Path]

    def __getitem__(self, name: str) -> Path:
        try:
            return self.sections[name]
        except KeyError:
            raise OutputsError(f"section {name!r} is not in use in the profile {self.profile!r}") from None

    @property
    def checkpoints(self) -> Path:
        return self["checkpoints"]

    @property
    def logs(self) -> Path:
        return self["logs"]

    @property
    def cache(self) -> Path:
        return self["cache"]

    @property
    def artifacts(self) -> Path:
        return self["artifacts"]

    @property
    def results(self) -> Path:
        return self["results"]

    @property
    def models(self) -> Path:
        return self["models"]


def load(
    project: Union[str, "os.PathLike[str]", None] = None,
    *,
    config: Union[str, "os.PathLike[str]", None] = None,
    profile: Optional[str] = None,
    command: Union[Sequence[str], None, bool] = None,
    env: Optional[Mapping[str, str]] = None,
) -> Paths:
    """Where everything is, from `project` (default: the current folder) upwards.

    command: how to start `outputs`; by default it is looked for on the PATH, and False never asks it.
    Raises OutputsError.
    """
    environment = os.environ if env is None else env
    if command is None or command is True:
        found = shutil.which("outputs", path=environment.get("PATH"))
        command = [found] if found is not None else False
    if command is False:
        return _read(Path(project or "."), config, profile, environment)
    return _ask(list(command), project, config, profile, environment)


def _ask(command: List[str], project: Any, config: Any, profile: Optional[str], env: Mapping[str, str]) -> Paths:
    flags = [("--project", project), ("--config", config), ("--profile", profile)]
    words = [word for flag, value in flags if value is not None for word in (flag, os.fspath(value))]
    try:
        ran = subprocess.run([*command, "paths", "--json", *words], capture_output=True, env=dict(env), check=False)
    except OSError as error:
        raise OutputsError(f"{command[0]} cannot be started: {error}") from error
    if ran.returncode != 0:
        raise OutputsError(_said(ran.stderr) or f"outputs paths ended with {ran.returncode}")
    said = json.loads(ran.stdout)
    sections = {name: Path(path) for name, path in said["paths"].items()}
    where = Path(said["config"]) if said["config"] is not None else None
    return Paths(Path(said["project"]), where, said["profile"], Path(said["root"]), sections)


def _said(stderr: bytes) -> str:
    text = stderr.decode("utf-8", "replace").strip()
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return text


# ── without the command ─────────────────────────────────────────────────────────────────────────────────────────────


def _read(start: Path, config: Any, profile: Optional[str], env: Mapping[str, str]) -> Paths:
    if profile is not None and profile not in IN_USE:
        raise OutputsError(f"profile {profile!r}: expected one of {', '.join(IN_USE)}")
    root, file = _find(start, config, env)
    values = {} if file is None else _parse(file)
    home = env.get("HOME")
    block = _block(values, env)
    chosen = profile or block.get("profile") or "development"
    outputs = _outputs(values, block, root, home, env)
    written = block.get("sections") or {}
    sections: Dict[str, Path] = {}
    for name in [*KINDS, *(each for each in written if each not in KINDS)]:
        section = written.get(name) or {}
        path = _section(name, section, values, root, outputs, home, env)
        if section.get("kind", name) in IN_USE[chosen]:
            sections[name] = Path(path)
    return Paths(Path(root), file, chosen, Path(outputs), sections)


def _find(start: Path, config: Any, env: Mapping[str, str]) -> Tuple[str, Optional[Path]]:
    if not start.is_dir():
        raise OutputsError(f"{start} is not a folder")
    if config is not None:
        file = Path(os.path.abspath(os.path.join(os.path.abspath(start), os.fspath(config))))
        return os.path.realpath(_root_of(file)), file
    begin = Path(os.path.realpath(start))
    home = os.path.realpath(env["HOME"]) if os.path.isabs(env.get("HOME", "")) else None
    for folder in (begin, *begin.parents):
        for name in CONFIG_NAMES:
            if os.path.lexists(folder / name):
                file = folder / name
                _require_owner(file)
                return str(_root_of(file)), file
        if os.path.lexists(folder / ".git"):
            return str(folder), None
        if str(folder) == home:
            break
    return str(begin), None


def _require_owner(file: Path) -> None:
    """Nobody named it: a config that somebody else left above decides nothing (git's CVE-2022-24765)."""
    uid = os.geteuid() if hasattr(os, "geteuid") else 0
    if uid > 0 and any(each.st_uid not in (0, uid) for each in (os.lstat(file), os.stat(file))):
        raise OutputsError(f"{file} belongs to another user, so it is not believed")


def _root_of(file: Path) -> Path:
    return file.parent.parent if file.parent.name == "configs" else file.parent


def _parse(file: Path) -> Dict[str, Any]:
    if not file.is_file():
        raise OutputsError(f"cannot read {file}: it is no regular file")
    with open(file, "rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OutputsError(f"{file} is too large for a config")
    if data.startswith(b"\xef\xbb\xbf"):
        raise OutputsError(f"{file}:1:1: the file begins with a byte order mark")
    try:
        import yaml
    except ImportError as error:
        raise OutputsError(f"{file} needs PyYAML to be read, or the outputs command on the PATH") from error
    try:
        values = yaml.load(data.decode("utf-8"), Loader=_loader(yaml))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise OutputsError(f"{file}: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise OutputsError(f"{file}: expected a mapping of keys at the top of the file")
    return values


class _Tagged:
    pass


def _loader(yaml: Any) -> Any:
    """YAML 1.2, as the command reads it: `yes` and `on` are words, `010` is ten, a date is text; and no key twice."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc,name-defined]
        repeated = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            """Aliases that repeat aliases grow without end: what they repeat is counted, as the command counts it."""
            is_alias = self.check_event(yaml.AliasEvent)
            mark = self.peek_event().start_mark
            node = super().compose_node(parent, index)
            sizes = self.__dict__.setdefault("sizes", {})
            if is_alias:
                self.repeated += sizes.get(id(node), 1)
                if self.repeated > _MOST_REPEATED:
                    raise yaml.constructor.ConstructorError(None, None, f"aliases repeat more than {_MOST_REPEATED} values", mark)
            elif isinstance(node, yaml.MappingNode):
                sizes[id(node)] = 1 + sum(sizes.get(id(value), 1) for _, value in node.value)
            elif isinstance(node, yaml.SequenceNode):
                sizes[id(node)] = 1 + sum(sizes.get(id(value), 1) for value in node.value)
            return node

    Loader.yaml_implicit_resolvers = {}
    resolvers = (
        ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
        ("tag:yaml.org,2002:int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
        (
            "tag:yaml.org,2002:float",
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
            list("-+0123456789."),
        ),
        ("tag:yaml.org,2002:merge", r"^<<$", ["<"]),
    )
    for tag, pattern, first in resolvers:
        Loader.add_implicit_resolver(tag, re.compile(pattern), first)

    def number(loader: Any, node: Any) -> int:
        text = loader.construct_scalar(node)
        return int(text, 8) if text.startswith("0o") else int(text, 16) if text.startswith("0x") else int(text)

    def mapping(loader: Any, node: Any) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.tag.endswith(":merge"):
                continue
            name = (key.tag, getattr(key, "value", None) if isinstance(getattr(key, "value", None), str) else id(key))
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"duplicate key `{key.value}`", key.start_mark)
            seen.add(name)
        result: Dict[str, Any] = {}
        yield result
        loader.flatten_mapping(node)
        for key, value in node.value:
            result[_text(loader.construct_object(key, deep=True))] = loader.construct_object(value, deep=True)

    def tagged(loader: Any, node: Any) -> Any:
        """`!ENV x`: its own loader makes something else of it, so it is no text, nor anything that we know."""
        if isinstance(node, yaml.MappingNode):
            return dict(loader.construct_pairs(node, deep=True))
        return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else _Tagged()

    Loader.add_constructor(None, tagged)
    Loader.add_constructor("tag:yaml.org,2002:int", number)
    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader


def _block(values: Mapping[str, Any], env: Mapping[str, str]) -> Dict[str, Any]:
    written = values.get("outputs")
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise OutputsError("`outputs`: expected a mapping")
    _require_bounded(written, "outputs")
    block: Dict[str, Any] = _interpolated(written, "outputs", values, env)
    if "root" in block and (block["root"] is None or (isinstance(block["root"], str) and not block["root"].strip())):
        raise OutputsError("`outputs.root` is empty: everything in the project would count as outputs")
    _require_keys(block, BLOCK_KEYS, "outputs")
    if "profile" in block and block["profile"] not in IN_USE:
        raise OutputsError(f"`outputs.profile`: expected one of {', '.join(IN_USE)}; found {block['profile']!r}")
    sections = block.get("sections")
    if sections is not None and not isinstance(sections, dict):
        raise OutputsError("`outputs.sections`: expected a mapping")
    for name, section in (sections or {}).items():
        key = f"outputs.sections.{name}"
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or name in RESERVED:
            raise OutputsError(f"`{name}` cannot name a section")
        if section is None and name in KINDS:
            continue
        if not isinstance(section, dict):
            raise OutputsError(f"`{key}`: expected a mapping")
        _require_keys(section, SECTION_KEYS, key)
        kind = section.get("kind", name)
        if kind not in KINDS or (name in KINDS and kind != name):
            raise OutputsError(f"`{key}` needs a `kind`: one of {', '.join(KINDS)}")
    return block


def _require_bounded(value: Any, key: str) -> None:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise OutputsError(f"`{key}`: expected at most {_LONGEST_TEXT} characters")
    if not isinstance(value, (dict, list)):
        return
    if len(value) > _MOST_ENTRIES:
        raise OutputsError(f"`{key}`: {len(value)} entries, which are more than {_MOST_ENTRIES}")
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        _require_bounded(each, f"{key}.{name}")


def _require_keys(found: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    unknown = [key for key in found if key not in known]
    if unknown:
        raise OutputsError(f"unknown key `{unknown[0]}` in `{where}`; valid keys here: {' '.join(known)}")


def _outputs(values: Any, block: Mapping[str, Any], root: str, home: Optional[str], env: Mapping[str, str]) -> str:
    if "root" not in block:
        return _known("root", values, root, home, [root], env) or os.path.join(root, "outputs")
    path = _path(block["root"], root, home, "outputs.root")
    if path == root:
        raise OutputsError("`outputs.root` is the project itself: everything in the project would count as outputs")
    return path


def _section(
    name: str, section: Mapping[str, Any], values: Any, root: str, outputs: str, home: Optional[str], env: Mapping[str, str]
) -> str:
    if "path" not in section:
        known = _known(name, values, root, home, [root, outputs], env) if name in KINDS else None
        return known or os.path.join(outputs, name)
    key = f"outputs.sections.{name}.path"
    text = section["path"]
    path = _path(text, root, home, key)
    # `${training.checkpoint_dir}` and `outputs/logs` are written from the project's root; everything else from the outputs folder.
    is_others = str(_at(values, key)).startswith("${")
    repeats_root = _inside(outputs, root) and (path == outputs or _inside(path, outputs))
    if text[:1] not in ("/", "~") and not is_others and not repeats_root:
        path = _joined(outputs, text)
    if path in (outputs, root):
        raise OutputsError(f"`{key}`: expected a folder of its own")
    return path


def _known(
    what: str, values: Any, root: str, home: Optional[str], taken: Sequence[str], env: Mapping[str, str]
) -> Optional[str]:
    for key in KNOWN_KEYS[what]:
        written = _at(values, key)
        if written is None:
            continue
        try:
            path = _path(_not_a_file(_interpolated(written, key, values, env)), root, home, key)
        except OutputsError:
            continue  # It was not written for us.
        if path not in taken:
            return path
    return None


_NAMED_AS_A_FILE = re.compile(
    r"\.(?:jsonl?|csv|tsv|ya?ml|toml|txt|log|md|html?|pdf|png|jpe?g|svg|pth?|ckpt|safetensors|onnx|h5|hdf5|keras|pb|tflite"
    r"|pkl|pickle|joblib|np[yz]|parquet|db|sqlite3?|zip|tar|t?gz)\Z",
    re.IGNORECASE,
)


def _not_a_file(text: Any) -> Any:
    if isinstance(text, str) and _NAMED_AS_A_FILE.search(text):
        raise OutputsError("expected a folder, and this is named as a file is")
    return text


def _path(text: Any, base: str, home: Optional[str], key: str) -> str:
    def no(why: str) -> OutputsError:
        return OutputsError(f"`{key}`: {why}; found {text!r}")

    if isinstance(text, str) and len(text) > _LONGEST_TEXT:
        raise OutputsError(f"`{key}`: expected a path of at most {_LONGEST_TEXT} characters")
    if not isinstance(text, str) or not text.strip():
        raise no("expected a path")
    if re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", text):
        raise no("expected a path without control characters")
    if re.match(r"[a-z][a-z0-9+.-]*://|[a-z][a-z0-9+.-]+:/", text, re.IGNORECASE):
        raise no("expected a folder of this machine, not a URL")
    if re.search(r"\$[{A-Za-z_]", text):
        raise no("expected a path without shell variables: write ${oc.env:NAME}")
    if re.match(r"[a-z]:(?:/|$)", text, re.IGNORECASE) or "\\" in text:
        raise no("expected a folder of this machine, not one of Windows")
    if re.search(r"[{}<>*?]|%[(YmdHMS]", text):
        raise no("expected a path with nothing left to fill in")
    if ".." in text.split("/"):
        raise no("expected a path without ..")
    if not text.startswith("~"):
        return _joined(base, text)
    if not text.startswith("~/"):
        raise no("expected ~/ or the whole path")
    if not home:
        raise no("expected the whole path, because the home directory is not known")
    return _joined(home, text[2:])


def _joined(base: str, text: str) -> str:
    path = os.path.normpath(os.path.join(base, text))
    return path[1:] if path.startswith("//") else path


def _inside(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def _at(values: Any, key: str) -> Any:
    for name in key.split("."):
        if not isinstance(values, dict) or name not in values:
            return None
        values = values[name]
    return values


def _interpolated(value: Any, key: str, values: Any, env: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _resolve(value, (key,), values, env) if "${" in value else value
    if isinstance(value, list):
        return [_interpolated(each, f"{key}.{index}", values, env) for index, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: _interpolated(each, f"{key}.{name}", values, env) for name, each in value.items()}
    return value


_PIECE = re.compile(r"\$\{([^{}]*)\}")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_VARIABLE = re.compile(r"oc\.env:\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:,(.*))?", re.DOTALL)


def _resolve(text: str, trail: Tuple[str, ...], values: Any, env: Mapping[str, str]) -> Any:
    if "\\${" in text or "${" in _PIECE.sub("", text):
        raise OutputsError(f"`{trail[0]}` holds {text!r}, which cannot be resolved here")
    whole = _PIECE.fullmatch(text)
    if whole is not None:
        return _piece(whole.group(1).strip(), trail, values, env)

    def replaced(match: "re.Match[str]") -> str:
        value = _text(_piece(match.group(1).strip(), trail, values, env))
        if value == "":
            raise OutputsError(f"`{trail[0]}` names `{match.group(1)}`, which is empty")
        return value

    result = _PIECE.sub(replaced, text)
    if len(result) > 4096:
        raise OutputsError(f"`{trail[0]}` becomes longer than 4096 characters")
    return result


def _piece(inside: str, trail: Tuple[str, ...], values: Any, env: Mapping[str, str]) -> Any:
    variable = _VARIABLE.fullmatch(inside)
    if variable is not None:
        name, default = variable.groups()
        # Empty counts as not set: `"${oc.env:SCRATCH}/x"` would be `/x`.
        fallback = re.sub(r"^([\"'])(.*)\1$", r"\2", (default or "").strip(), flags=re.DOTALL)
        if env.get(name):
            return env[name]
        if fallback in ("", "null"):
            raise OutputsError(f"`{trail[0]}` needs the environment variable {name}, which is not set")
        return fallback
    if not _KEY.fullmatch(inside):
        raise OutputsError(f"`{trail[0]}` holds `${{{inside}}}`, which cannot be resolved here")
    if inside in trail or len(trail) > 50:
        raise OutputsError(f"`{trail[0]}` goes round in a circle: {' → '.join((*trail, inside))}")
    value = _at(values, inside)
    if isinstance(value, str):
        return _resolve(value, (*trail, inside), values, env) if "${" in value else value
    if isinstance(value, (bool, int, float)):
        return value
    raise OutputsError(f"`{trail[0]}` names `{inside}`, which is {'empty or not in this file' if value is None else 'not a single value'}")


def _text(value: Any) -> str:
    """As the command writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Field(NamedTuple):
    name: str
    kind: str


_FIELD_KINDS = {"num": "number", "epoch": "number", "step": "number", "timestamp": "timestamp"}
_TIMESTAMP = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])_([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)")
_LONGEST_NAME = 255
_LARGEST_NUMBER = 2**53 - 1
Values = Dict[str, Union[str, int]]


def name_checkpoint(
    model_name: str,
    *,
    epoch: Optional[int] = None,
    step: Optional[int] = None,
    role: Optional[str] = None,
    templates: Sequence[str] = CHECKPOINT_NAMES,
) -> str:
    """The file name of a checkpoint: `UNet_epoch_3.pth`, or with role="best" `UNet_best.pth`.

    templates: as in `outputs.naming.checkpoints`. Raises OutputsError for a name that would not be read back as the same.
    """
    known: Values = {"model_name": model_name}
    if epoch is not None:
        known.update(num=epoch, epoch=epoch)
    if step is not None:
        known.update(step=step)
        known.setdefault("num", step)
    why = "no template has these fields"
    for template in templates:
        pieces = _compiled(template)
        fields = [piece.name for piece in pieces if isinstance(piece, _Field)]
        has_number = any(name in fields for name in ("num", "epoch", "step"))
        literal = "".join(piece for piece in pieces if isinstance(piece, str))
        if has_number == (role is not None) or (role is not None and role not in literal):
            continue
        if any(name not in known for name in fields):
            continue
        try:
            return _formatted(template, pieces, {name: known[name] for name in fields})
        except OutputsError as error:
            why = str(error)
    raise OutputsError(f"no name for {model_name!r}: {why}")


def parse_checkpoint(name: str, templates: Sequence[str] = CHECKPOINT_NAMES) -> Optional[Values]:
    """What a name says, by the most specific template; None where it follows none."""
    compiled = [_compiled(template) for template in templates]
    by_length = sorted(compiled, key=lambda pieces: -sum(_length(piece) for piece in pieces if isinstance(piece, str)))
    return next((values for values in (_parsed(pieces, name) for pieces in by_length) if values is not None), None)


def _length(text: str) -> int:
    """In UTF-16 units, as the command counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _bytes(name: str) -> int:
    try:
        return len(name.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # Half a character, which no name has.
        return len(name.encode("utf-8", "surrogatepass"))


def _compiled(source: str) -> List[Union[str, _Field]]:
    def no(why: str) -> OutputsError:
        return OutputsError(f"the template {source!r}: {why}")

    if len(source) > _LONGEST_TEXT:
        raise OutputsError(f"a template has at most {_LONGEST_TEXT} characters")
    if source == "" or "/" in source or "\0" in source:
        raise no("it names a file")
    pieces: List[Union[str, _Field]] = []
    for match in re.finditer(r"\{([^{}]*)\}|[^{}]+|[{}]", source):
        name = match.group(1)
        if name is None:
            if match.group() in "{}":
                raise no(f"a {match.group()} has no partner")
            pieces.append(match.group())
            continue
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise no(f"{{{name}}} is not a field")
        if pieces and isinstance(pieces[-1], _Field):
            raise no("two fields need some text between them")
        if any(isinstance(piece, _Field) and piece.name == name for piece in pieces):
            raise no(f"{{{name}}} appears twice")
        pieces.append(_Field(name, _FIELD_KINDS.get(name, "text")))
    if len(pieces) > _LONGEST_NAME or sum(_length(piece) for piece in pieces if isinstance(piece, str)) > _LONGEST_NAME:
        raise no(f"its names would be longer than {_LONGEST_NAME} bytes")
    return pieces


def _parsed(pieces: Sequence[Union[str, _Field]], name: str) -> Optional[Values]:
    if _bytes(name) > _LONGEST_NAME or "/" in name or "\0" in name:
        return None
    # From the last piece backwards, where it can begin so that the rest fits, and where it then ends: in time linear in the name.
    rest = [_NOWHERE] * len(name) + [len(name)]
    ends_from = []
    for piece in reversed(pieces):
        rest = _ends(rest, piece, name)
        ends_from.append(rest)
    values: Values = {}
    start = 0
    for piece, ends in zip(pieces, reversed(ends_from)):
        end = ends[start]
        if end == _NOWHERE:
            return None
        if isinstance(piece, _Field):
            text = name[start:end]
            values[piece.name] = int(text) if piece.kind == "number" else text
            if piece.kind == "number" and int(text) > _LARGEST_NUMBER:
                return None
        start = end
    return values


_NOWHERE = -1


def _ends(rest: List[int], piece: Union[str, _Field], name: str) -> List[int]:
    """By the place where a piece begins: the farthest place where it can end so that the rest fits."""
    ends = [_NOWHERE] * (len(name) + 1)
    farthest = _NOWHERE
    for at in range(len(name), -1, -1):
        if isinstance(piece, str) or piece.kind == "timestamp":
            end = at + (len(piece) if isinstance(piece, str) else 15)
            if end > len(name) or rest[end] == _NOWHERE:
                continue
            if name.startswith(piece, at) if isinstance(piece, str) else _TIMESTAMP.fullmatch(name[at:end]):
                ends[at] = end
            continue
        if piece.kind == "number" and not "0" <= name[at : at + 1] <= "9":
            farthest = _NOWHERE
        elif farthest == _NOWHERE and at < len(name) and rest[at + 1] != _NOWHERE:
            farthest = at + 1
        ends[at] = farthest
    return ends


def _formatted(source: str, pieces: Sequence[Union[str, _Field]], values: Values) -> str:
    for piece in pieces:
        if isinstance(piece, str):
            continue
        value = values[piece.name]
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number != (piece.kind == "number") or (is_number and not 0 <= int(value) <= _LARGEST_NUMBER):
            raise OutputsError(f"{{{piece.name}}} of {source!r} cannot be {value!r}")
    name = "".join(piece if isinstance(piece, str) else str(values[piece.name]) for piece in pieces)
    if name in (".", "..") or _bytes(name) > _LONGEST_NAME:
        raise OutputsError(f"{name!r} is no file name, or too long")
    if _parsed(pieces, name) != values:
        raise OutputsError(f"{name!r} would not be read back as {values!r}")
    return name
