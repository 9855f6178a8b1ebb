"""Currencies of ISO 4217, and the smallest unit that each can be paid in."""

import math
from decimal import Decimal
from fractions import Fraction

from csms.domain.errors import InvalidError

_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
        "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        "MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD "
        "YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_UNITS = {code: digits for digits, codes in _MINOR_UNITS.items() for code in codes.split()}


def check(currency: str, field: str = "currency") -> None:
    """Raises InvalidError unless `currency` is an active code that money is counted in."""
    if currency not in MINOR_UNITS:
        raise InvalidError(f"{currency!r} is no currency of ISO 4217, such as EUR", field)


def rounded(amount: Fraction, currency: str) -> Decimal:
    """To the currency's minor unit, halves away from zero, as an invoice is rounded."""
    digits = MINOR_UNITS[currency]
    units = math.floor(abs(amount) * 10**digits + Fraction(1, 2))
    return Decimal(units if amount >= 0 else -units).scaleb(-digits)
