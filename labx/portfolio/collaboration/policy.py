"""Who may talk, plan, add files and bring versions back."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.policy import Permission
from labx.portfolio.policy import LEADERS, READERS, WRITERS

EVERYONE_IN_IT = frozenset(PROJECT_ROLES)
CONTRIBUTORS = WRITERS | {"entity_contact"}

PERMISSIONS = (
    Permission("collaboration.read", _("Read a project's conversation"), roles=READERS, project_roles=EVERYONE_IN_IT),
    Permission("collaboration.write", _("Comment on a project"), roles=READERS, project_roles=EVERYONE_IN_IT),
    Permission(
        "collaboration.edit_comment",
        _("Edit one's own comment"),
        owner=True,
        when=lambda comment: not comment.is_deleted,
    ),
    Permission(
        "collaboration.delete_comment",
        _("Delete a comment"),
        owner=True,
        roles=LEADERS,
        project_roles=frozenset({"lead"}),
        when=lambda comment: not comment.is_deleted,
    ),
    Permission(
        "collaboration.plan_tasks", _("Make and change a project's tasks"), roles=LEADERS, project_roles=WRITERS
    ),
    Permission(
        "collaboration.finish_task",
        _("Mark a task as done"),
        owner=True,
        roles=LEADERS,
        project_roles=WRITERS,
    ),
    Permission("collaboration.see_own_tasks", _("See one's own tasks"), known=True),
    Permission("collaboration.attach", _("Add a file to a project"), roles=LEADERS, project_roles=CONTRIBUTORS),
    Permission(
        "collaboration.open_file",
        _("Open a project's file"),
        roles=READERS,
        project_roles=EVERYONE_IN_IT,
        when=lambda file: not file.is_removed,
    ),
    Permission(
        "collaboration.remove_file",
        _("Remove a file"),
        owner=True,
        roles=LEADERS,
        project_roles=frozenset({"lead"}),
        when=lambda file: not file.is_removed,
    ),
    Permission(
        "collaboration.compare_versions",
        _("Compare earlier versions of a record"),
        roles=READERS,
        project_roles=WRITERS,
    ),
)
