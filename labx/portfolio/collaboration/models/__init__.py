"""Tables of the conversation, the tasks, the files and the visits."""

from labx.portfolio.collaboration.models.attachments import Attachment
from labx.portfolio.collaboration.models.comments import Comment, CommentVersion
from labx.portfolio.collaboration.models.tasks import Task
from labx.portfolio.collaboration.models.visits import Visit

__all__ = ["Attachment", "Comment", "CommentVersion", "Task", "Visit"]
