"""Published items that may answer an application before it is made: titles and numbers, while it is typed."""

import re
import unicodedata

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from disclosure.items.models import DisclosurePage
from disclosure.ledger.errors import NotFound

from .models import Spared

MOST, AMONG, ASKED = 5, 50, 16  # shown; looked at more closely; words that the table is asked for
LEAST, ENOUGH = 2, 0.3  # distinct words in both, and their share of the shorter of text and title

# Words that say nothing of what is wanted: they stand in most applications or in most titles.
_STOP = re.compile(
    "政府信息|信息公开|主动公开|依申请|申请|公开|信息|文件|材料|资料|情况|内容|关于|有关|相关|涉及|提供|获取|需要|希望|要求|请问|请|我们|我|贵局|本局|贵单位|"
    "单位|部门|年度|全年|以来|以及|或者|并且|其中|所有|全部|以上|以下|的|了|和|及|与"
)
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])[年月日号份个项件条章页元%]?")
_CHINESE = "[〇一二三四五六七八九十]+[年月日]"
_LATIN = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*")


def content(text):
    """The distinct words of a text that say what it is about, in their order: names such as A2 whole, Chinese by pairs of neighbouring signs.

    Years, numbers and stop-words are no words of content, and no pair reaches across them.
    """
    plain = unicodedata.normalize("NFKC", str(text)).upper()
    found = dict.fromkeys(word for word in _LATIN.findall(plain) if len(word) > 1)
    plain = _LATIN.sub(" ", _NUMBER.sub(" ", plain))
    for run in re.split(r"[^一-龥]+", _STOP.sub(" ", re.sub(_CHINESE, " ", plain))):
        found |= dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1))
    return list(found)


def suggested(text):
    """Up to five public items whose title, document or index number fits the text: [{title, url, number, id}], those with most words of it first."""
    text = re.sub(r"[《》“”\"'\s]+", " ", str(text or ""))[:200].strip()
    wanted = content(text)
    if len(text) < 3:
        return []
    exact = Q(document_number__icontains=text) | Q(index_number__iexact=text)
    holds, hits = exact, Value(0, output_field=IntegerField())
    for word in wanted[:ASKED]:
        holds |= Q(title__icontains=word)
        hits = hits + Case(When(title__icontains=word, then=1), default=0, output_field=IntegerField())
    ranked = []
    for page in DisclosurePage.objects.public().filter(holds).annotate(hits=hits).order_by("-hits", "-published_at")[:AMONG]:
        named = text in (page.document_number or "") or text == page.index_number
        its = content(page.title)
        shared = len(set(wanted) & set(its))
        shorter = max(1, min(len(wanted), len(its)))
        if named or shared >= min(LEAST, shorter) and shared / shorter >= ENOUGH:
            ranked.append((not named, -shared, page))
    ranked.sort(key=lambda row: row[:2])
    return [
        {"id": page.pk, "title": page.title, "number": page.document_number or page.index_number, "url": page.url} for *_rank, page in ranked[:MOST]
    ]


def spared(page_id, *, on):
    """Count, on a day, that an item answered what somebody was about to apply for. Raises NotFound for what is not public."""
    page = DisclosurePage.objects.public().filter(pk=page_id).first()
    if page is None:
        raise NotFound(_("There is no such item."))
    row, _made = Spared.objects.get_or_create(on=on, page=page)
    Spared.objects.filter(pk=row.pk).update(n=F("n") + 1)
    return page
