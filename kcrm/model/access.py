"""Who may what: permissions, how far they reach, and what a person who is logged in has of them."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Permission(Word):
    """What somebody may do; a permission that nobody granted is refused."""

    SEE_LIST = "see_list", N_("see lists and cards"), "查看"
    SEE_PHONE = "see_phone", N_("see phones on cards and in one's own list"), "查看电话"
    LOG = "log", N_("log calls and what happened"), "记录"
    EDIT = "edit", N_("add and edit records"), "编辑"
    IMPORT = "import", N_("import files"), "导入"
    EXPORT = "export", N_("export records and messages"), "导出"
    REVEAL = "reveal", N_("reveal what is masked, with a reason"), "显示隐藏信息"
    ASSIGN = "assign", N_("assign work, and act for others"), "分配"
    COMPLAINT_STEP = "complaint_step", N_("open complaints and take their steps"), "处理投诉"
    GOODWILL = "goodwill", N_("grant goodwill"), "善意补偿"
    POLICY = "policy", N_("change the desk's rules and texts"), "修改规则"
    UNDO_ANY = "undo_any", N_("undo what others did"), "撤销他人操作"
    MERGE = "merge", N_("merge records"), "合并"
    CLOSE_MONTH = "close_month", N_("close months"), "月结"
    APPROVE = "approve", N_("approve scores, plans, credit and rights"), "审批"
    USER_ADMIN = "user_admin", N_("make users and change what they may"), "用户管理"
    ERASE = "erase", N_("erase a person"), "删除个人信息"
    RESTORE = "restore", N_("restore, compact and migrate the database"), "恢复数据库"


class Extent(Word):
    """How far a permission reaches, least first."""

    NONE = "none", N_("not"), "无"
    OWN = "own", N_("own customers"), "本人客户"
    DEPARTMENT = "department", N_("own department"), "本部门"
    ALL = "all", N_("all"), "全部"


REACH: Mapping[Extent, int] = {extent: place for place, extent in enumerate(Extent)}
"""To compare them."""


class UserState(Word):
    ACTIVE = "active", N_("may log in"), "正常"
    DISABLED = "disabled", N_("disabled"), "停用"


class RequestState(Word):
    ASKED = "asked", N_("waiting for a decision"), "待批"
    GRANTED = "granted", N_("granted"), "已批准"
    REFUSED = "refused", N_("request refused"), "已拒绝"
    REVOKED = "revoked", N_("revoked"), "已收回"
    USED = "used", N_("used"), "已使用"


class Rights(NamedTuple):
    """What the person, or the script, that gives a command may do; permissions that are not granted are refused.

    staff_id: None for a script. number: the employee's, or the token's name. commands: of a script, the only ones that it may give.
    for_id: the member of staff for whom it is done, where another is logged in. must_change: no command but that of a new password is
    permitted. because: why what is masked is to be shown this once.
    """

    staff_id: int | None
    number: str
    granted: Mapping[Permission, Extent]
    commands: frozenset[str] | None = None
    for_id: int | None = None
    must_change: bool = False
    because: str = ""
