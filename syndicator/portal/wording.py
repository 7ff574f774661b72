"""The stable words of the model (states, kinds of events, reasons) as people say them."""

from __future__ import annotations

from babel.support import NullTranslations


def N_(message: str) -> str:  # noqa: N802 -- the name that marks texts for catalogues everywhere
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message


SITE_NAME = N_("Regional Police Releases")
SITE_LEAD = N_("Press releases of police units all over Indonesia, each with its source")

WORDS = {
    "released": N_("released"),
    "held": N_("held"),
    "rejected": N_("rejected"),
    "withdrawn": N_("withdrawn"),
    "planned": N_("planned"),
    "sending": N_("sending"),
    "delivered": N_("delivered"),
    "postponed": N_("postponed"),
    "abandoned": N_("given up"),
    "unconfirmed": N_("unconfirmed"),
    "cancelled": N_("cancelled"),
    "rehearsed": N_("dry run"),
    "create": N_("post"),
    "revise": N_("correct"),
    "withdraw": N_("take back"),
    "reader": N_("reader"),
    "editor": N_("editor"),
    "chief": N_("chief"),
    "admin": N_("administrator"),
    "issuer": N_("issued it"),
    "mentioned": N_("mentioned"),
    "bulletin.added": N_("Taken in"),
    "bulletin.revised": N_("Corrected by its source"),
    "bulletin.repeated": N_("Met again"),
    "bulletin.classified": N_("Classified"),
    "bulletin.corrected": N_("Corrected by the desk"),
    "bulletin.masked": N_("Masked by the desk"),
    "bulletin.edited": N_("Edited by the desk"),
    "bulletin.reworded": N_("Written anew for one channel"),
    "bulletin.held": N_("Held"),
    "bulletin.routed": N_("Routed"),
    "bulletin.released": N_("Released"),
    "bulletin.rejected": N_("Rejected"),
    "bulletin.withdrawn": N_("Withdrawn"),
    "story.joined": N_("Joined a story"),
    "story.merged": N_("Two stories became one"),
    "story.split": N_("Split off a story"),
    "story.pinned": N_("Made to stand for its story"),
    "story.unpinned": N_("No longer made to stand for its story"),
    "story.canonical": N_("Another one stands for the story"),
    "delivery.sent": N_("Delivered"),
    "delivery.postponed": N_("Delivery postponed"),
    "delivery.abandoned": N_("Delivery given up"),
    "delivery.unconfirmed": N_("Delivery unconfirmed"),
    "delivery.scheduled": N_("Delivery scheduled"),
    "delivery.retried": N_("Delivery retried"),
    "delivery.settled": N_("Delivery settled"),
    "delivery.cancelled": N_("Delivery cancelled"),
    "delivery.rehearsed": N_("Delivery rehearsed, nothing was sent"),
    "active": N_("active"),
    "paused": N_("paused"),
    "rate": N_("its service lets no more through"),
    "budget": N_("the rate that is configured is used up"),
    "login": N_("its login is refused"),
    "fault": N_("it does not work"),
    "waits.grace": N_("Waits, so that the desk can stop it"),
    "waits.schedule": N_("Waits for the moment that the desk chose"),
    "waits.retry": N_("Is tried again"),
    "waits.quiet": N_("Waits for the end of quiet hours"),
    "waits.rate": N_("Waits, for its service lets no more through"),
    "waits.budget": N_("Waits, for the rate that is configured is used up"),
    "waits.login": N_("Waits, for the account's login is refused"),
    "waits.fault": N_("Waits, for the account does not work"),
    "waits.trial": N_("Waits until another post has shown that the account works again"),
    "waits.paused": N_("Waits, for the channel is paused"),
    "waits.off": N_("Waits, for no channel of this name is enabled"),
    "waits.digest": N_("Is told in a digest by another delivery"),
    "waits.sending": N_("Is being sent"),
    "waits.asking": N_("The answer was lost; the service is asked, or gets it again without a second post"),
    "waits.due": N_("Goes out within seconds, after what waits before it"),
    "step.account": N_("Account"),
    "step.preview": N_("Preview"),
    "step.post": N_("Post"),
    "step.find": N_("Look for it"),
    "step.delete": N_("Take it down"),
    "sexual-violence": N_("Sexual violence"),
    "intimate-image": N_("Intimate pictures"),
    "child-in-case": N_("A child in a case"),
    "recognisable-child": N_("A recognisable child"),
    "domestic-violence": N_("Domestic violence"),
    "trafficking-victim": N_("A victim of trafficking"),
    "pseudonym": N_("A pseudonym"),
    "newborn": N_("A newborn child"),
    "harmed-child": N_("A child who came to harm"),
    "photo": N_("A picture may show a face"),
    "learned": N_("Like what people called sensitive"),
    "identity": N_("May identify a person"),
    "desk": N_("The desk says so"),
    "nik": N_("Identity number"),
    "phone": N_("Telephone number"),
    "account": N_("Bank account"),
    "plate": N_("Number plate"),
    "initials": N_("Initials"),
}


def said(word: str, texts: NullTranslations) -> str:
    """Return how people say a word of the model; one that has no saying yet stands as it is."""
    message = WORDS.get(word)
    return texts.gettext(message) if message else word
