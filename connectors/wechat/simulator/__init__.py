"""A WeChat Official Account platform to try the channel with: for tests, and by hand on its phone page."""

from connectors.wechat.simulator.contents import Article, Choice, Content
from connectors.wechat.simulator.counters import Counters
from connectors.wechat.simulator.envelopes import Parcel, message_xml
from connectors.wechat.simulator.faults import Faults
from connectors.wechat.simulator.journal import Answer, Call, How, Journal, Outcome, Reached, Received, Sent
from connectors.wechat.simulator.media import to_amr
from connectors.wechat.simulator.person import Person
from connectors.wechat.simulator.simulator import WeChatSimulator, new_aes_key

__all__ = [
    "Answer",
    "Article",
    "Call",
    "Choice",
    "Content",
    "Counters",
    "Faults",
    "How",
    "Journal",
    "Outcome",
    "Parcel",
    "Person",
    "Reached",
    "Received",
    "Sent",
    "WeChatSimulator",
    "message_xml",
    "new_aes_key",
    "to_amr",
]
