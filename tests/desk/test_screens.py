"""The pictures of the desk are as the desk is."""

from docs import screens
from docs.generate import HERE


def test_the_pictures_of_the_desk_are_up_to_date():
    for name, picture in screens.screens().items():
        assert (HERE / name).read_text(encoding="utf-8") == picture, "run: make docs"
        assert "https://" not in picture
