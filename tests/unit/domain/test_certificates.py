"""Subjects of client certificates as CloudFront writes them (RFC 2253)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.certificates import ClientCertificate, read_subject


@pytest.mark.parametrize(
    ("subject", "common_name", "organization"),
    [
        ("CN=SN-7,OU=Chargers,O=Our Charging,C=SE", "SN-7", "Our Charging"),
        ("C=SE, O=Our Charging, CN=SN-7", "SN-7", "Our Charging"),
        ("cn=SN-7+serialNumber=9,o=Our Charging", "SN-7", "Our Charging"),
        ('CN=a\\,b\\=c\\\\,O=\\#1 \\"Charging\\"', "a,b=c\\", '#1 "Charging"'),
        ('CN="a,b",O="x\\"y"', "a,b", 'x"y'),
        ("CN=S\\C3\\A4ule,O=Säule AB", "Säule", "Säule AB"),
        ("CN=a=b", "a=b", None),
        ("O=Our Charging", None, "Our Charging"),
        ("CN=one,CN=two,O=x", None, "x"),
        ("CN=,O=", None, None),
        ("OU=x\\,CN=forged,O=y", None, "y"),
        ('OU="x,CN=forged",O=y', None, "y"),
        ("", None, None),
        ("nonsense", None, None),
    ],
)
def test_names(subject: str, common_name: str | None, organization: str | None) -> None:
    assert read_subject(subject) == ClientCertificate(common_name, organization)


@given(st.text())
def test_any_text_may_be_read(text: str) -> None:
    read_subject(text)


@given(st.text(min_size=1).filter(lambda text: text == text.strip() and text[0] != '"' and "=" not in text))
def test_no_name_can_write_another(name: str) -> None:
    """Whatever a certificate authority lets stand in one attribute, escaped it stays one attribute."""
    escaped = "".join(f"\\{char}" if char in ',+"\\<>;#' else char for char in name)
    assert read_subject(f"OU={escaped},CN=SN-7,O=x") == ClientCertificate("SN-7", "x")


@pytest.mark.parametrize(
    ("serial_number", "contained"), [("SN-7", True), ("sn-7", True), (" SN-7 ", True), ("SN-8", False), ("", False)]
)
def test_the_serial_number_is_in_the_name(serial_number: str, contained: bool) -> None:
    assert ClientCertificate("SN-7.example.com", None).contains(serial_number) is contained
    assert not ClientCertificate(None, None).contains(serial_number)
