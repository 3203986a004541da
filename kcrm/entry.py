"""What each command needs of the rights of who gives it: the one table that decides before a command acts.

A command that is not named here, by its own words or by the last of them, is refused as soon as there are users: nobody can forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kcrm.model.access import Permission

_BY_VERB: Mapping[Permission, str] = {
    Permission.SEE_LIST: "list show board report form due",
    Permission.EDIT: "add edit end",
    Permission.IMPORT: "import",
    Permission.EXPORT: "export",
    Permission.MERGE: "merge different settle",
    Permission.ASSIGN: "assign reassign handover hand",
    Permission.APPROVE: "approve decide",
    Permission.ERASE: "erase sweep",
}
"""What a verb needs wherever it stands, unless the table below says otherwise of it with its noun."""

_BY_COMMAND: Mapping[Permission, str] = {
    Permission.SEE_LIST: """
        kcrm: dashboard desk due find next show why
        ad: quality
        appointment: day
        article: find helpful stale
        bill: ageing open statement
        campaign: compare effect target
        checklist: runs
        classify: away lifecycle moves retention spend summary why
        credit: review
        crmuse: score
        customer: conflicts duplicates evidence
        group: kpi stores vehicles verify
        kpi: bays calls campaigns closed club complaints desk explain fleet person plan points quality radar recalls rescues rows
        kpi: sales service show store team work
        measure: below
        permission: table
        points: balances
        policy: history
        prospect: check funnel hints overdue
        quality: fields
        recall: letter
        report: month quarter run week year
        staff: absences
        survey: answers topics
        vehicle: conflicts duplicates evidence expiring watch
    """,
    Permission.LOG: """
        kcrm: log snooze
        appointment: add arrive cancel confirm edit move
        article: add
        call: in
        campaign: result
        checklist: answer run
        club: edit join leave
        crmuse: excuse
        customer: verify
        event: answer came
        event attendance: edit
        finding: add answer
        followup: add skip
        job: add done edit
        journal: write
        measure: add check done edit
        meeting: add edit
        message: failed refused sent
        need: add came drop edit
        opportunity: add edit lose win
        part: arrive drop edit fit order
        points: redeem
        prospect: add cancel-order confirm contact deliver drive edit invalid lose order quote reopen
        rescue: arrive close dispatch edit open
        survey: add correct
        task: accept add cancel done edit return
        training: add
        vehicle: verify
        visitor: add
        voucher: use
        work: add drop edit settle
        workplan: add edit
    """,
    Permission.EDIT: """
        consent: set
        kcrm: plan
        article: withdraw
        bill: pay
        calendar: close load open
        call: audit
        campaign: close cost start
        classify: run
        customer: allow
        event: invite
        fleet: close
        import profile: forget
        message: send
        points: correct earn expire
        recall: close done
        report: delete new
        segment: delete save
        staff: absent
        vehicle: transfer
        voucher: cancel issue
    """,
    Permission.IMPORT: """
        kcrm: import
        finance: import
        import profile: list show
        message: import
        survey: import
    """,
    Permission.EXPORT: """
        kcrm: export
        group: key publish
        message: export
        notify: export
        recall: export
    """,
    Permission.REVEAL: """
        kcrm: sql
    """,
    Permission.ASSIGN: """
        journal: read
    """,
    Permission.COMPLAINT_STEP: """
        complaint: accept close contact edit escalate note open pause recall reopen resolve respond resume sweep
    """,
    Permission.POLICY: """
        ad: add edit
        department: add edit
        kpi target: set
        policy: reset set
        script: edit reset
        staff: add edit
    """,
    Permission.ERASE: """
        privacy: admit
    """,
    Permission.CLOSE_MONTH: """
        kpi: close
    """,
    Permission.APPROVE: """
        access: list
        appraisal: sheet
        bill: write-off
        credit: assess
        finance: list
        kpi: breakeven plan profit
        permission: grant refuse revoke
    """,
    Permission.USER_ADMIN: """
        user: add disable enable list reset role
        user token: add list revoke
    """,
    Permission.RESTORE: """
        db: backup check compact key migrate restore
    """,
}
"""And these, each line a noun and its verbs; `kcrm` for those that stand alone."""

FREE = frozenset(
    {
        *("help", "fields", "config", "completion", "demo", "init", "cron", "db info", "login", "logout", "whoami", "passwd", "me"),
        *("undo", "operation list", "operation show", "policy show", "store show", "script list", "script show", "permission ask"),
    }
)
"""What whoever is logged in may give, or whoever is not where it opens no records; what of others is undone is decided there."""

SCRIPTED = frozenset(
    {"plan", "due", "complaint sweep", "db backup", "classify run", "notify export", "group publish", "report run", "dashboard"}
)
"""What a script's token may give: what `kcrm cron` prints."""


@cache
def _table() -> Mapping[str, Permission]:
    """What each command of the second table needs; kcrm alone shows the day, as `due` does."""
    table = {"": Permission.SEE_LIST}
    for permission, lines in _BY_COMMAND.items():
        for noun, _colon, verbs in (line.strip().partition(":") for line in lines.strip().splitlines()):
            table |= {verb if noun == "kcrm" else f"{noun} {verb}": permission for verb in verbs.split()}
    return table


def needed(command: str) -> Permission | None:
    """What a command needs, its words without the program's and its options; None where it is free.

    Raises LookupError for one that nobody declared.
    """
    if command in FREE:
        return None
    if command in _table():
        return _table()[command]
    verb = command.rpartition(" ")[2]
    for permission, verbs in _BY_VERB.items():
        if verb in verbs.split():
            return permission
    raise LookupError(command)


def needed_to_write(command: str) -> Permission | None:
    """What a command needs for what it writes: more than to look where it is one that shows, as the keys of `kcrm next` log calls."""
    permission = needed(command)
    return Permission.LOG if permission is Permission.SEE_LIST else permission
