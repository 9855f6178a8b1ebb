"""The key of the built-in authority: only where it is asked for, kept, and for one function to sign with."""

import json

from infra.access import ACCESS
from tests.infra.conftest import Synthesized


def test_by_default_there_is_no_key_to_pay_for(synthesized: Synthesized) -> None:
    assert synthesized.of_type("AWS::KMS::Key") == {}
    keys = {f["Environment"]["Variables"]["CERTIFICATE_AUTHORITY_KEY"] for f in _functions(synthesized)}
    assert keys == {""}


def test_the_key_signs_and_is_kept(with_doors: Synthesized) -> None:
    [key] = with_doors.of_type("AWS::KMS::Key").values()
    assert (key["Properties"]["KeySpec"], key["Properties"]["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert key["DeletionPolicy"] == key["UpdateReplacePolicy"] == "Retain"
    [alias] = with_doors.properties("AWS::KMS::Alias")
    assert alias["AliasName"] == "alias/csms-station-certificates"


def test_one_function_may_sign_and_no_policy_says_more(with_doors: Synthesized) -> None:
    [name] = with_doors.of_type("AWS::KMS::Key")
    arn = {"Fn::GetAtt": [name, "Arn"]}
    statements = [
        (json.dumps(policy["Roles"]), statement)
        for policy in with_doors.policies
        for statement in policy["PolicyDocument"]["Statement"]
        if "kms:" in json.dumps(statement["Action"])
    ]
    [(roles, statement)] = statements
    assert "functionsscheduledtaskrole" in roles
    assert (statement["Action"], statement["Resource"]) == (["kms:GetPublicKey", "kms:Sign"], arn)
    assert [function for function, access in ACCESS.items() if access.signs] == ["scheduled_task"]
    for function in _functions(with_doors):
        assert function["Environment"]["Variables"]["CERTIFICATE_AUTHORITY_KEY"] == arn


def _functions(synthesized: Synthesized) -> list[dict[str, dict[str, dict[str, object]]]]:
    return [dict(function) for function in synthesized.properties("AWS::Lambda::Function")]
