"""Private links: a signed number instead of a password, sent to the person alone."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from labx.people.participants.models import JoinRequest, Participant

OWN = "labx.people.participants.own"
REQUEST = "labx.people.participants.request"


def own_token(participant: Participant) -> str:
    return signing.Signer(salt=OWN).sign_object([str(participant.id), participant.link_number], compress=True)


def own_path(participant: Participant) -> str:
    return reverse("participants:own", args=[own_token(participant)])


def own_link(participant: Participant) -> str:
    """The whole address, on this site's own origin: never taken from the request's Host."""
    return settings.ORIGIN.rstrip("/") + own_path(participant)


def participant_of(token: str) -> Participant | None:
    """Whose link it is; nothing when it is forged or a newer one was made since. Who left still finds the proof."""
    try:
        key, number = signing.Signer(salt=OWN).unsign_object(token)
    except signing.BadSignature:
        return None
    return Participant.objects.select_related("subject", "contact").filter(id=UUID(key), link_number=number).first()


def request_token(request: JoinRequest) -> str:
    return signing.dumps(str(request.id), salt=REQUEST)


def request_of(token: str) -> JoinRequest | None:
    try:
        return JoinRequest.objects.filter(id=UUID(signing.loads(token, salt=REQUEST))).first()
    except signing.BadSignature:
        return None
