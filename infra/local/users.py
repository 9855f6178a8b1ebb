"""One demo user per role in the local cloud's Cognito, and the tokens they sign in for."""

import contextlib
import secrets
from collections.abc import Mapping

from infra.local.cloud import Cloud

# An operator's token does what operators do; the one `make up` prints also registers stations.
ROLES = {"viewer": ("viewer",), "operator": ("viewer", "operator"), "admin": ("viewer", "operator", "admin")}


def token(cloud: Cloud, pool: Mapping[str, str], role: str) -> str:
    """Sign in as the demo user of a role, who is made if there is none. `pool`: the stack's outputs."""
    cognito, user_pool, username = cloud.client("cognito-idp"), pool["UserPoolId"], f"demo-{role}"
    password = f"Aa1!{secrets.token_urlsafe(24)}"
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(UserPoolId=user_pool, Username=username, MessageAction="SUPPRESS")
    for group in ROLES[role]:
        cognito.admin_add_user_to_group(UserPoolId=user_pool, Username=username, GroupName=group)
    cognito.admin_set_user_password(UserPoolId=user_pool, Username=username, Password=password, Permanent=True)
    session = cognito.initiate_auth(
        ClientId=pool["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return str(session["AuthenticationResult"]["AccessToken"])
