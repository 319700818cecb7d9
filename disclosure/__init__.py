"""Gongkai 公开: the work of government information disclosure, one room a chapter of the bureau's own document.

Rooms from the ground up; each imports only rooms below it:

    rules        法（纯函数）            ledger   台账        files    附件      outbox  待发      intake  受理口防护
    org          责任（处室、岗位、委托）
    clocks       时限（工作日、提醒、后续事项）
    chain        公开程序（提出、审核、保密、签署、审议、放行）
    items        公开内容（十四类）      cases    办件（受理、首问、交接、查询）
    channels     公开渠道                applications  依申请公开    complaints  投诉、举报、控告、建议、咨询，督办
    feedback     反馈、异议、信用修复    consultation 预公开

docs/walk.md follows one item through them.
"""

APPS = [
    "disclosure",
    "disclosure.ledger",
    "disclosure.files",
    "disclosure.intake",
    "disclosure.outbox",
    "disclosure.org",
    "disclosure.clocks",
    "disclosure.chain",
    "disclosure.items",
    "disclosure.cases",
    "disclosure.channels",
    "disclosure.applications",
    "disclosure.complaints",
    "disclosure.feedback",
    "disclosure.consultation",
]
