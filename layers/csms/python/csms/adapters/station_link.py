"""Frames that the CSMS starts, through API Gateway's @connections."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class ApiGatewayStationLink:
    """Raises botocore's ClientError for anything but a connection that is gone."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._client: ApiGatewayManagementApiClient | None = None

    def send(self, connection_id: str, text: str) -> bool:
        client = self._connected()
        try:
            client.post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except client.exceptions.GoneException:
            return False
        return True

    def close(self, connection_id: str) -> None:
        client = self._connected()
        try:
            client.delete_connection(ConnectionId=connection_id)
        except client.exceptions.GoneException:
            return

    def _connected(self) -> "ApiGatewayManagementApiClient":
        if self._client is None:
            config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})
            self._client = boto3.client("apigatewaymanagementapi", endpoint_url=self._endpoint, config=config)
        return self._client
