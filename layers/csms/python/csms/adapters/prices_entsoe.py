"""Day-ahead prices from ENTSO-E's Transparency Platform: documents A44 of its web API.

The token is a secret of the operator's, kept as a SecureString of the Parameter Store.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from csms.adapters import http_get
from csms.application.ports import PricesUnavailableError
from csms.domain.price_zones import PriceZone
from csms.domain.prices import PricePoint

URL = "https://web-api.tp.entsoe.eu/api"
_DAY_AHEAD = "A44"


class EntsoePrices:
    """`token` raises PricesUnavailableError where there is none."""

    def __init__(self, token: Callable[[], str], url: str = URL) -> None:
        self._token, self._url = token, url

    def day_ahead(self, zone: PriceZone, start: datetime, until: datetime) -> list[PricePoint]:
        from csms.adapters.entsoe_document import read_document  # XML is for this function alone

        area = zone.area or ""
        query = {
            "documentType": _DAY_AHEAD,
            "in_Domain": area,
            "out_Domain": area,
            "periodStart": _minute(start),
            "periodEnd": _minute(until),
            "securityToken": self._token(),
        }
        try:
            status, body = http_get.get(self._url, query)
        except http_get.UnreachableError as error:
            raise PricesUnavailableError(f"no answer ({error})") from None
        if status == 401:
            raise PricesUnavailableError("ENTSO-E does not know the token")
        if status == 429:
            raise PricesUnavailableError("ENTSO-E was asked too often")
        return read_document(body, zone.currency, start, until)


class ParameterStoreToken:
    """Asked for when it is needed, and each time: a new token counts at once."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self) -> str:
        if not self._name:
            raise PricesUnavailableError("this deployment knows no parameter with ENTSO-E's token")
        try:
            answer = boto3.client("ssm").get_parameter(Name=self._name, WithDecryption=True)
        except (ClientError, BotoCoreError) as error:
            raise PricesUnavailableError(f"the token {self._name} cannot be read ({_code(error)})") from None
        return str(answer["Parameter"]["Value"]).strip()


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%d%H%M}"


def _code(error: ClientError | BotoCoreError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
