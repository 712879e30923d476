"""The pages of the API, one a room, written from the tree so that none can be forgotten."""

from pathlib import Path

# The command line has its own page, made from `--help`.
NOT_A_LIBRARY = {"__main__", "_version", "cli", "web"}


def write_pages(*, source: Path, target: Path, settings: dict) -> None:
    """Write one page for each room that exists, top to bottom, and the list of them."""
    target.mkdir(parents=True, exist_ok=True)
    rooms = [room for room in rooms_of(settings) if modules_of(source, room)]
    wanted = {f"{room}.md": page_of(source, room) for room in rooms}
    wanted["index.md"] = list_of(rooms)
    for stale in set(target.glob("*.md")) - {target / name for name in wanted}:
        stale.unlink()
    for name, text in wanted.items():
        path = target / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def rooms_of(settings: dict) -> list[str]:
    """Return the rooms a reader may import from, in the order of the layers."""
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    names = [name.strip(" ()") for line in contract["layers"] for name in line.split("|")]
    return [name for name in names if name not in NOT_A_LIBRARY]


def modules_of(source: Path, room: str) -> list[str]:
    """Return the public modules of a room, the room itself first; none if it is not there."""
    if (source / f"{room}.py").exists():
        return [f"offtake.{room}"]
    inside = sorted((source / room).rglob("*.py"))
    names = [path.relative_to(source.parent).with_suffix("").parts for path in inside]
    public = [name for name in names if not any(is_private(part) for part in name)]
    packages = [name[:-1] for name in public if name[-1] == "__init__"]
    modules = [name for name in public if name[-1] != "__init__"]
    return [".".join(name) for name in sorted({*packages, *modules})]


def is_private(part: str) -> bool:
    """Tell whether a module is none of the reader's business."""
    return part.startswith("_") and part != "__init__"


def page_of(source: Path, room: str) -> str:
    """Return the page of one room."""
    body = [f"# `offtake.{room}`\n"]
    for module in modules_of(source, room):
        if module != f"offtake.{room}":
            body.append(f"## `{module}`\n")
        # A package only passes on what its modules define: its members are shown there.
        is_package = (source.parent / Path(*module.split("."))).is_dir()
        members = "   :no-members:\n" if is_package and not defines(source, module) else ""
        body.append(f"```{{eval-rst}}\n.. automodule:: {module}\n{members}```\n")
    return "\n".join(body)


def defines(source: Path, module: str) -> bool:
    """Tell whether a package's own file holds more than imports."""
    text = (source.parent / Path(*module.split(".")) / "__init__.py").read_text(encoding="utf-8")
    return "\ndef " in text or "\nclass " in text


def list_of(rooms: list[str]) -> str:
    """Return the page that lists the rooms."""
    entries = "\n".join(rooms)
    return (
        "# Python API\n\nOne page a room, top to bottom; [the map](../../architecture.md) says "
        "what each is for.\n\n```{toctree}\n:maxdepth: 1\n\n" + entries + "\n```\n"
    )


def as_literal(
    _app: object, what: str, _name: str, _it: object, _options: object, lines: list[str]
) -> None:
    """Keep what a module's docstring draws in an indented block as it is drawn."""
    if what != "module":
        return
    drawn: list[str] = []
    for line in lines:
        is_first = line.startswith("    ") and not (drawn and drawn[-1].startswith("    "))
        if is_first and drawn and not drawn[-1] and not ends_in_literal(drawn):
            drawn += ["::", ""]
        drawn.append(line)
    lines[:] = drawn


def ends_in_literal(lines: list[str]) -> bool:
    """Tell whether the last line of text opens a literal or belongs to one."""
    last = next((line for line in reversed(lines) if line), "")
    return last.endswith("::") or last.startswith("    ")
