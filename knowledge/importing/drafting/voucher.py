"""A row of a list of vouchers as the facts of a voucher, and as the words to tell them."""

from __future__ import annotations

from knowledge.importing.drafting.reviewed import RowReading
from knowledge.importing.drafting.wording import Values, as_it_is, both
from knowledge.item import Bilingual, VoucherFacts

TEMPLATES = "voucher.yaml"


def voucher_facts(row: RowReading) -> VoucherFacts:
    """What the row says, in its words; the period is read into the item's validity apart from this."""
    return VoucherFacts(
        amount=_said(row, "amount"),
        window=_said(row, "window"),
        claim_with_phone=_said(row, "claim_with_phone"),
        claim_without_phone=_said(row, "claim_without_phone"),
        where_to_use=_said(row, "where_to_use"),
    )


def voucher_values(title: str, facts: VoucherFacts, row: RowReading) -> Values:
    """What the templates of a voucher can be filled with."""
    phone = row.phone()
    return {
        "title": as_it_is(title),
        "amount": facts.amount,
        "window": facts.window,
        "eligible": _said(row, "eligible"),
        "claim_with_phone": facts.claim_with_phone,
        "claim_without_phone": facts.claim_without_phone,
        "where_to_use": facts.where_to_use,
        "phone": as_it_is(phone) if phone else None,
    }


def _said(row: RowReading, field: str) -> Bilingual | None:
    text = row.text(field)
    return both(text) if text else None
