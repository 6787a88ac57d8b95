"""The parts of which editors make a text. Each draws components of ours."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from ponte.editorial.video import seconds, video

INLINE = ["bold", "italic", "link"]


class Picture(blocks.StructBlock):
    """The words for those who do not see it belong to the image chosen."""

    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=300)

    class Meta:
        template = "editorial/blocks/picture.html"
        icon = "image"
        label = _("picture")


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words"), max_length=600)
    source = blocks.CharBlock(label=_("who said it"), required=False, max_length=200)

    class Meta:
        template = "editorial/blocks/quote.html"
        icon = "openquote"
        label = _("quotation")


class Fact(blocks.StructBlock):
    figure = blocks.CharBlock(label=_("figure"), max_length=20)
    meaning = blocks.CharBlock(label=_("what it counts"), max_length=80)


class Facts(blocks.StructBlock):
    facts = blocks.ListBlock(Fact(), label=_("facts"), min_num=1, max_num=4)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["facts"] = [(fact["figure"], fact["meaning"]) for fact in value["facts"]]
        return context

    class Meta:
        template = "editorial/blocks/facts.html"
        icon = "list-ol"
        label = _("facts in figures")


class Link(blocks.StructBlock):
    label = blocks.CharBlock(label=_("words on it"), max_length=80)
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        template = "editorial/blocks/link.html"
        icon = "link"
        label = _("button")


class Chapter(blocks.StructBlock):
    time = blocks.CharBlock(label=_("time"), max_length=8, help_text=_("Such as 12:30."))
    title = blocks.CharBlock(label=_("title"), max_length=150)

    def clean(self, value):
        cleaned = super().clean(value)
        if seconds(cleaned["time"]) is None:
            wrong = ValidationError(_("Write a time as 12:30 or 1:05:00."))
            raise blocks.StructBlockValidationError(block_errors={"time": wrong})
        return cleaned


class Recording(blocks.StructBlock):
    url = blocks.URLBlock(
        label=_("address"), help_text=_("Of a recording at YouTube or Vimeo, with https.")
    )
    title = blocks.CharBlock(label=_("title"), max_length=150)
    chapters = blocks.ListBlock(Chapter(), label=_("chapters"), default=[])

    def clean(self, value):
        cleaned = super().clean(value)
        if video(cleaned["url"]) is None:
            wrong = ValidationError(_("This is no address of a recording at YouTube or Vimeo."))
            raise blocks.StructBlockValidationError(block_errors={"url": wrong})
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        found = video(value["url"])
        context["video"] = found
        context["chapters"] = found and [
            (each["time"], each["title"], start, found.page_at(start))
            for each in value["chapters"]
            if (start := seconds(each["time"])) is not None
        ]
        return context

    class Meta:
        template = "editorial/blocks/recording.html"
        icon = "media"
        label = _("recording")


class Practices(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(SnippetChooserBlock("practices.Practice"), **kwargs)

    def get_context(self, value, parent_context=None):
        """What was withdrawn since it was chosen is left out."""
        context = super().get_context(value, parent_context)
        keys = [practice.pk for practice in value if practice]
        model = self.child_block.model_class
        found = model.objects.published().for_cards().in_bulk(keys)
        context["practices"] = [found[key] for key in keys if key in found]
        return context

    class Meta:
        template = "editorial/blocks/practices.html"
        icon = "openquote"
        label = _("good practices")


class Body(blocks.StreamBlock):
    """A text of an editor."""

    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, icon="title", template="editorial/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        label=_("text"),
        features=["h3", *INLINE, "ol", "ul", "document-link"],
        template="editorial/blocks/text.html",
    )
    note = blocks.RichTextBlock(
        label=_("note"), features=INLINE, icon="help", template="editorial/blocks/note.html"
    )
    picture = Picture()
    quote = Quote()
    facts = Facts()
    link = Link()
    recording = Recording()
    practices = Practices()
    file = DocumentChooserBlock(label=_("file"), template="editorial/blocks/file.html")
