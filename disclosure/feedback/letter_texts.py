"""The letters of feedback as they come with the system: (title, paragraphs). Chinese, as the law is. Names in {{ }}: see letters.names."""

_HEAD = "{{ party }}："
_ASKED = "你单位于{{ received_on }}就本局公开的《{{ title }}》（索引号{{ index_number }}）提出的{{ kind }}（编号{{ number }}）收悉。"
# Whoever is not recognised as the party is not addressed as it.
_HEAD_OTHER = "提出人："
_ASKED_OTHER = _ASKED.replace("你单位于", "您于")

TEXTS = {
    "objection-accepted": (
        "异议受理告知书",
        f"{_HEAD}\n{_ASKED}\n经核对，你单位是该信息所载当事人，本局予以受理。自即日起，该信息页面标注“异议处理中”，处理期间不停止公示。\n"
        "本局最迟于{{ due_on }}作出处理决定。可以凭编号和查询码在网站“进度查询”栏目查看办理情况。\n联系电话：{{ phone }}。",
    ),
    "repair-accepted": (
        "信用修复申请受理告知书",
        f"{_HEAD}\n{_ASKED}\n经核对，你单位是该信息所载当事人，本局予以受理。自即日起，该信息页面标注“信用修复办理中”。\n"
        "{% if earliest %}该行政处罚信息的最短公示期未满，最早可于{{ earliest }}终止公示。\n{% endif %}"
        "本局最迟于{{ due_on }}作出决定。可以凭编号和查询码在网站“进度查询”栏目查看办理情况。\n联系电话：{{ phone }}。",
    ),
    "correct": (
        "异议处理决定书（予以更正）",
        f"{_HEAD}\n{_ASKED}\n经核查，异议成立。理由：{{{{ reason }}}}\n{{% if wrong %}}原文“{{{{ wrong }}}}”更正为“{{{{ right }}}}”。\n{{% endif %}}"
        "本局决定对该信息予以更正，更正后的内容按公开程序审核后在原址公布。\n{{ remedy }}",
    ),
    "take-down": (
        "异议处理决定书（予以撤下）",
        f"{_HEAD}\n{_ASKED}\n经核查，异议成立。理由：{{{{ reason }}}}\n本局决定撤下该信息，并在原址说明撤下的理由。\n{{{{ remedy }}}}",
    ),
    "end-display": (
        "信用修复决定书",
        f"{_HEAD}\n{_ASKED}\n经审查，符合信用修复条件。理由：{{{{ reason }}}}\n本局决定自{{{{ dated }}}}起终止该信息的公示。\n{{{{ remedy }}}}",
    ),
    "refuse-objection": (
        "异议处理决定书（异议不成立）",
        f"{_HEAD}\n{_ASKED}\n经核查，异议不成立。理由：{{{{ reason }}}}\n本局决定维持该信息的公示。\n{{{{ remedy }}}}",
    ),
    "refuse-repair": (
        "不予信用修复决定书",
        f"{_HEAD}\n{_ASKED}\n经审查，不符合信用修复条件。理由：{{{{ reason }}}}\n本局决定不予信用修复，该信息继续公示。\n{{{{ remedy }}}}",
    ),
    "feedback-answer": (
        "反馈答复书",
        "反馈人：\n您于{{ received_on }}提出的{{ kind }}（编号{{ number }}）收悉。"
        "{% if title %}所涉信息：《{{ title }}》（索引号{{ index_number }}）。{% endif %}\n现答复如下：\n{{ answer }}\n{{ after }}",
    ),
    **{
        f"no-standing-{kind}": (
            title,
            f"{_HEAD_OTHER}\n{_ASKED_OTHER}\n经核对，不能认定提出人是该信息所载当事人。理由：{{{{ reason }}}}\n"
            "本局不予受理，未对其内容进行审查；该信息的公示不受影响。能够证明是当事人的，可以补充证明后重新提出。\n{{ remedy }}",
        )
        for kind, title in (("objection", "异议不予受理决定书"), ("repair", "信用修复申请不予受理决定书"))
    },
    **{
        f"gone-{kind}": (title, f"{_HEAD}\n{_ASKED}\n"
            f"经核对，该信息已不再公开，无可更正、撤下或者终止公示的内容。理由：{{{{ reason }}}}\n{{{{ remedy }}}}")
        for kind, title in (("objection", "异议处理决定书（信息已不再公开）"), ("repair", "不予信用修复决定书（信息已不再公开）"))
    },
}  # fmt: skip

AFTER = "对答复不满意的，可以凭编号和查询码在网站“进度查询”栏目要求重新办理；满意的，请予确认。"
