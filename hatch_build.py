"""What a wheel has and the repository has not, or elsewhere: compiled catalogues, parsed tables, the sample dealership."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """kcrm/locale/*/LC_MESSAGES/kcrm.po -> kcrm.mo."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only the build has babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for po in root.glob("kcrm/locale/*/LC_MESSAGES/kcrm.po"):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


def parse_tables(root: Path) -> None:
    """kcrm/**/*.toml -> *.parsed.json beside it, by the module that reads them."""
    spec = spec_from_file_location("datafile", root / "kcrm" / "datafile.py")
    assert spec is not None
    assert spec.loader is not None
    datafile = module_from_spec(spec)
    spec.loader.exec_module(datafile)
    for table in root.glob("kcrm/**/*.toml"):
        datafile.parse_ahead(table)


def sample_files(root: Path) -> dict[str, str]:
    """Where each file of the sample dealership goes: all in the folder but what makes them."""
    folder = root / "sample_data"
    files = (file for file in folder.rglob("*") if file.suffix in {".csv", ".txt"})
    return {str(file): f"kcrm/sample_data/{file.relative_to(folder).as_posix()}" for file in sorted(files)}


class WheelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Does all of it before hatch collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))
        parse_tables(Path(self.root))
        if self.target_name == "wheel" and version != "editable":  # in a checkout they are found where they lie
            build_data["force_include"].update(sample_files(Path(self.root)))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
    parse_tables(Path(__file__).parent)
