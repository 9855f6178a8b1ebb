"""Frames that the CSMS starts, through API Gateway's @connections."""

import logging
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from csms.application.ports import Delivery

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

logger = logging.getLogger(__name__)
# 429 also says that the station does not empty its side of the socket.
_DELIVERIES = {"GoneException": Delivery.GONE, "LimitExceededException": Delivery.REFUSED}


class ApiGatewayStationLink:
    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._client: ApiGatewayManagementApiClient | None = None

    def send(self, connection_id: str, text: str) -> Delivery:
        try:
            self._connected().post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code not in _DELIVERIES:
                logger.exception("@connections failed")
            return _DELIVERIES.get(code, Delivery.UNKNOWN)
        except BotoCoreError:
            logger.exception("@connections failed")
            return Delivery.UNKNOWN
        return Delivery.SENT

    def close(self, connection_id: str) -> None:
        try:
            self._connected().delete_connection(ConnectionId=connection_id)
        except (ClientError, BotoCoreError) as error:
            logger.info("connection not closed", extra={"reason": type(error).__name__})

    def _connected(self) -> "ApiGatewayManagementApiClient":
        if self._client is None:
            config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
            self._client = boto3.client("apigatewaymanagementapi", endpoint_url=self._endpoint, config=config)
        return self._client
