"""What a body is built of: headings, clauses, paragraphs, tables, images, lists of attachments; and the rows of parties and progress."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from disclosure.rules.numbers import NumberError, credit_code

# Marks an official text may carry. No h1 (the title's), no embed, no code.
FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "image", "superscript", "subscript", "hr"]


class HeadingBlock(blocks.StructBlock):
    """A heading of level 2 or 3 in the body."""

    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(label=_("Level"), choices=[("2", _("Main heading")), ("3", _("Subheading"))], default="2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "disclosure_items/blocks/heading.html"


class ClauseBlock(blocks.StructBlock):
    """An article or clause (条、款) with its number as the document writes it."""

    number = blocks.CharBlock(label=_("Number of the clause"), max_length=40, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("Clause")
        template = "disclosure_items/blocks/clause.html"


class TableBlock(TypedTableBlock):
    """A table with a caption; every cell is a line of text, a number or formatted text."""

    text = blocks.CharBlock(label=_("Text"), required=False)
    number = blocks.DecimalBlock(label=_("Number"), required=False)
    rich_text = blocks.RichTextBlock(label=_("Formatted text"), required=False, features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "table"
        label = _("Table")
        template = "disclosure_items/blocks/table.html"


class FigureBlock(blocks.StructBlock):
    """An image with the words that stand for it."""

    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(label=_("Text in place of the image"), max_length=255)
    caption = blocks.CharBlock(label=_("Caption of the image"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "disclosure_items/blocks/figure.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an item."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), icon="pilcrow", features=FEATURES)
    heading = HeadingBlock()
    clause = ClauseBlock()
    table = TableBlock()
    image = FigureBlock()
    files = blocks.ListBlock(
        DocumentChooserBlock(label=_("File")), icon="doc-full", label=_("Attachments"), template="disclosure_items/blocks/files.html"
    )

    class Meta:
        required = False


class Rows(blocks.StreamBlock):
    """A list of one kind of row; the API gives and takes the rows themselves, without Wagtail's envelope."""

    def get_api_representation(self, value, context=None):
        """The values of the rows, in order."""
        return [child.block.get_api_representation(child.value, context=context) for child in value or []]

    class Meta:
        required = False


class PartyBlock(blocks.StructBlock):
    """An enterprise named in an enforcement item: name, unified social credit code, what it is in the matter."""

    name = blocks.CharBlock(label=_("Name of the party"), max_length=200)
    credit_code = blocks.CharBlock(label=_("Unified social credit code"), max_length=18, required=False)
    role = blocks.CharBlock(label=_("Role"), max_length=50, required=False)

    def clean(self, value):
        """Also what is wrong with the credit code, at its own field (a draft may lack it)."""
        value = super().clean(value)
        if value.get("credit_code"):
            try:
                credit_code(value["credit_code"])
            except NumberError as wrong:
                raise StructBlockValidationError({"credit_code": ValidationError(str(wrong))}) from wrong
        return value

    class Meta:
        icon = "group"
        label = _("Party")


class ProgressBlock(blocks.StructBlock):
    """How far one matter of a service has come (办理进展)."""

    number = blocks.CharBlock(label=_("Number of the matter"), max_length=60)
    subject = blocks.CharBlock(label=_("Subject"), max_length=200)
    state = blocks.CharBlock(label=_("State"), max_length=60)
    as_of = blocks.DateBlock(label=_("As of"))

    class Meta:
        icon = "history"
        label = _("Progress")


class Parties(Rows):
    """The parties of an enforcement item."""

    party = PartyBlock()


class ProgressRows(Rows):
    """The matters of a service on their way."""

    matter = ProgressBlock()


class Attachments(Rows):
    """The documents attached to an item, in order."""

    file = DocumentChooserBlock(label=_("File"))


class Tables(Rows):
    """One table or several."""

    table = TableBlock()
