"""Cron itself runs what `kcrm cron` prints: in `make long`, as it waits for the next minute, and where cron is installed.

It has a crontab, a /usr/sbin and a /run of its own in a mount namespace, so that nothing of the machine's is touched.
"""

from __future__ import annotations

import email
import email.policy
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import kcrm

ROOT = Path(kcrm.__file__).parent.parent
CRON = shutil.which("cron", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
APART = """
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/spool && mkdir -p /var/spool/cron/crontabs || exit 90
[ -d /etc/cron.d ] && mount -t tmpfs tmpfs /etc/cron.d
[ -e /etc/crontab ] && mount --bind /dev/null /etc/crontab
cp {folder}/crontab /var/spool/cron/crontabs/root && chmod 600 /var/spool/cron/crontabs/root || exit 91
mount --bind {folder}/sbin /usr/sbin || exit 92
{folder}/cron -f & cron=$!
read -r done < {folder}/mailed
kill $cron
"""


def can_stand_apart():
    return (
        shutil.which("unshare") is not None
        and subprocess.run(["unshare", "-m", "-p", "-f", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="waits for the next minute: in make long")
@pytest.mark.skipif(CRON is None, reason="cron is not installed here")
@pytest.mark.skipif(not can_stand_apart(), reason="no mount namespace can be made here")
def test_cron_mails_what_is_overdue_in_readable_chinese(desk, tmp_path):
    desk.take("customers", {"customer_no": "KH1", "name": "龚䶮", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    lines = desk.ok("cron", "--lang", "zh", "--mail-to", "kf@example.com").out.splitlines()
    settings = [line for line in lines if line.startswith(("CONTENT_TYPE=", "MAILTO="))]
    (check,) = (line for line in lines if "--overdue" in line)
    crontab = [*settings, f"PYTHONPATH={ROOT}", "KCRM_NOW=2026-06-15T08:30", f"* * * * * {check.split(' ', 5)[5]}"]
    (tmp_path / "crontab").write_text("".join(f"{line}\n" for line in crontab), encoding="utf-8")
    (tmp_path / "sbin").mkdir()
    sendmail = tmp_path / "sbin" / "sendmail"
    sendmail.write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/letter; echo > {tmp_path}/mailed\n", encoding="utf-8")
    sendmail.chmod(0o755)
    assert CRON is not None
    shutil.copy(CRON, tmp_path / "cron")
    os.mkfifo(tmp_path / "mailed")
    apart = APART.format(folder=shlex.quote(str(tmp_path)))
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C"}  # as a system starts it
    words = ["unshare", "-m", "-p", "-f", "--kill-child", "sh", "-c", apart]
    done = subprocess.run(words, capture_output=True, cwd=tmp_path, env=environ, check=False, timeout=180)
    letter = email.message_from_bytes((tmp_path / "letter").read_bytes(), policy=email.policy.default)
    assert letter["To"] == "kf@example.com", done.stderr
    assert (letter.get_content_type(), letter.get_content_charset()) == ("text/plain", "utf-8")
    assert "龚䶮" in letter.get_content()
    assert "续保提醒" in letter.get_content()
