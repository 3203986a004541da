"""Compiles the message catalogues, so that a wheel carries them and the repository does not."""

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


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues before hatch collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
