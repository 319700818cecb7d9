"""The letters of complaints as they come with the system: (title, paragraphs). Chinese, as they are sent. Names in {{ }}: cases.letters.common and own."""
# ruff: noqa: E501  a sentence of a letter stays whole

_HEAD = "{{ reporter }}："
_CAME = "您于{{ received_on }}反映的事项（编号{{ number }}，{{ kind }}）收悉。"

TEXTS = {
    "complaint-receipt": (
        "投诉举报收件回执",
        f"{_HEAD}\n您反映的事项（编号{{{{ number }}}}，{{{{ kind }}}}）已于{{{{ received_on }}}}收到。\n"
        "该事项由本局与业务处室分开办理，反映人的身份和反映的原文不提供给被反映的处室和人员。\n"
        "本局承诺的答复期限自收到之日的次日起算，最迟于{{ due_on }}答复。凭编号和查询码可以在网站“进度查询”栏目查看办理情况、补充材料。\n联系电话：{{ phone }}。",
    ),
    "complaint-accepted": (
        "投诉举报受理告知书",
        f"{_HEAD}\n{_CAME}\n经审查，该事项属于本局受理范围，决定予以受理，最迟于{{{{ due_on }}}}答复。",
    ),
    "complaint-extended": (
        "投诉举报延期答复告知书",
        f"{_HEAD}\n{_CAME}\n因{{{{ reason }}}}，答复期限延长{{{{ days }}}}个工作日，最迟于{{{{ due_on }}}}答复。",
    ),
    "complaint-solved": ("投诉举报答复书", f"{_HEAD}\n{_CAME}\n经办理，现答复如下：\n{{{{ text }}}}\n{{{{ after }}}}"),
    "complaint-refused": (
        "投诉举报答复书（不予支持）",
        f"{_HEAD}\n{_CAME}\n{{{{ ground }}}}，对您反映的事项不予支持。理由如下：\n{{{{ text }}}}\n{{{{ after }}}}",
    ),
    "complaint-not-ours": (
        "投诉举报不予受理告知书（非本局职责）",
        f"{_HEAD}\n{_CAME}\n经审查，该事项不属于本局职责范围。\n{{{{ text }}}}\n您可以向以下机关提出：{{{{ other_body }}}}\n{{{{ after }}}}",
    ),
}
AFTER = "对办理结果不满意的，可以凭编号和查询码在网站“进度查询”栏目要求重新办理；满意的，请予确认。"
