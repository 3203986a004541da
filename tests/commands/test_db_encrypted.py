"""`db backup --encrypt-to`: only the holder of the key opens it, and nothing of it lies beside it as it is."""

from __future__ import annotations

import stat
import sys

import pytest

from kcrm.storage import sealed

NAME = "张伟".encode()


@pytest.fixture
def key(sound):
    """A key in a file, and its recipient."""
    made = sound.json("db", "key", "safe.txt")
    return sound.folder / "safe.txt", made["public_key"]


@pytest.fixture
def backup(sound, key):
    """An encrypted backup."""
    return sound.folder / "backups" / sound.json("db", "backup", "--encrypt-to", key[1])["file"].rpartition("/")[2]


@pytest.fixture(autouse=True)
def _in_its_folder(sound, monkeypatch):
    monkeypatch.chdir(sound.folder)


def test_a_key_is_private_and_never_replaced(sound, key):
    file, recipient = key
    assert recipient.startswith("age1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    comment, secret = file.read_text(encoding="utf-8").splitlines()
    assert comment == f"# public key: {recipient}"
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert sound.run("db", "key", file).code == 5
    assert file.read_text(encoding="utf-8").splitlines()[1] == secret


def test_an_encrypted_backup_is_private_and_holds_nothing_to_be_read(sound, backup):
    content = backup.read_bytes()
    assert backup.name == "desk-20260615T003000Z.db.age"
    assert content.startswith(b"age-encryption.org/v1\n")
    assert NAME not in content
    assert b"SQLite format 3" not in content
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_no_file_with_what_is_encrypted_is_ever_made(sound, key, monkeypatch):
    seen = []
    whole = sealed.seal

    def seal(image, draft, recipients):
        seen.extend(NAME in file.read_bytes() for file in draft.parent.iterdir() if file.name.startswith("."))
        whole(image, draft, recipients)
        seen.extend(NAME in file.read_bytes() for file in draft.parent.iterdir() if file.name.startswith("."))

    monkeypatch.setattr("kcrm.storage.backups.seal", seal)
    sound.ok("db", "backup", "--encrypt-to", key[1], "--to", "elsewhere/")
    assert seen
    assert not any(seen)


def test_it_is_restored_with_its_key_as_it_was(sound, key, backup):
    sound.ok("customer", "edit", "C1", "--name", "张三")
    shown = sound.json("db", "restore", backup, "--key", key[0], "--confirm", "云汐店")
    assert shown["restored_from"] == str(backup)
    assert sound.json("customer", "show", "C1")["name"] == "张伟"
    assert sound.json("db", "check") == []


def test_it_is_checked_with_its_key_and_written_nowhere(sound, key, backup):
    before = sorted(sound.folder.rglob("*"))
    assert sound.json("db", "check", backup, "--key", key[0]) == []
    assert sorted(sound.folder.rglob("*")) == before


@pytest.mark.parametrize("verb", [("check",), ("restore", "--confirm", "云汐店")])
def test_another_key_and_none_are_told_apart(sound, backup, verb):
    sound.ok("db", "key", "other.txt")
    wrong = sound.run("db", verb[0], backup, "--key", "other.txt", *verb[1:])
    assert wrong.code == 5
    assert "None of the keys opens" in wrong.err
    none = sound.run("db", verb[0], backup, *verb[1:])
    assert none.code == 2
    assert "name the file of its key with --key" in none.err
    empty = sound.folder / "empty.txt"
    empty.write_text("# nothing\n", encoding="utf-8")
    assert sound.run("db", verb[0], backup, "--key", empty, *verb[1:]).code == 5
    assert sound.run("db", verb[0], backup, "--key", "missing.txt", *verb[1:]).code == 3
    assert sound.json("customer", "show", "C1")["name"] == "张伟"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content[:5000] + bytes([content[5000] ^ 1]) + content[5001:],
        lambda content: content[:30],
    ],
)
def test_a_damaged_one_is_no_backup_and_changes_nothing(sound, key, backup, damage):
    backup.write_bytes(damage(backup.read_bytes()))
    tampered = sound.run("db", "restore", backup, "--key", key[0], "--confirm", "云汐店")
    assert (tampered.code, "checksum differs" in tampered.err) == (6, True)
    backup.with_name(backup.name + ".sha256").unlink()
    for argv in (("check",), ("restore", "--confirm", "云汐店")):
        refused = sound.run("db", argv[0], backup, "--key", key[0], *argv[1:])
        assert refused.code == 6
        assert "damaged or cut off" in refused.err
    assert sound.json("customer", "show", "C1")["name"] == "张伟"


def test_keep_counts_both_kinds_and_info_knows_them(sound, key):
    for minute in range(3):
        sound.at(f"2026-06-16T08:3{minute}")
        sound.ok("db", "backup", "--encrypt-to", key[1])
    shown = sound.json("db", "backup", "--keep", "2", "--encrypt-to", key[1])
    assert len(shown["deleted"]) == 3  # the fixture's own, which is not encrypted, and the first two of these
    kept = sorted(file.name for file in (sound.folder / "backups").iterdir())
    assert kept == [
        "desk-20260616T003200Z.2.db.age",
        "desk-20260616T003200Z.2.db.age.sha256",
        "desk-20260616T003200Z.db.age",
        "desk-20260616T003200Z.db.age.sha256",
    ]
    assert sound.json("db", "info")["last_backup_at"] == "2026-06-16T08:32:00+08:00"


def test_each_of_several_holders_opens_it(sound, key):
    other = sound.json("db", "key", "other.txt")["public_key"]
    file = sound.json("db", "backup", "--encrypt-to", key[1], "--encrypt-to", other)["file"]
    for name in ("safe.txt", "other.txt"):
        assert sound.json("db", "check", file, "--key", name) == []


def test_what_is_no_public_key_is_refused_and_a_secret_one_is_not_repeated(sound, key):
    wrong = sound.run("db", "backup", "--encrypt-to", "age1nothing")
    assert (wrong.code, "age1nothing" in wrong.err) == (2, True)
    secret = key[0].read_text(encoding="utf-8").splitlines()[1]
    slip = sound.run("db", "backup", "--encrypt-to", secret)
    assert slip.code == 2
    assert secret not in slip.err
    assert not list((sound.folder / "backups").glob("*.age"))


def test_without_the_package_the_message_says_what_to_install(sound, key, backup, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyrage", None)
    for argv in (("backup", "--encrypt-to", key[1]), ("check", backup, "--key", key[0]), ("key", "new.txt")):
        refused = sound.run("db", *argv)
        assert refused.code == 1
        assert "pip install 'kcrm[encrypt]'" in refused.err
    assert not (sound.folder / "new.txt").exists()


def test_a_plain_backup_is_checked_too(sound):
    file = sound.json("db", "backup")["file"]
    assert sound.json("db", "check", file) == []
    assert sound.run("db", "check", file, "--fix").code == 2
