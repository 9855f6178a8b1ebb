"""cdk-nag's AwsSolutions rules: every finding is either mended or accepted here, with its reason."""

import re

from tests.infra.conftest import Synthesized

_DISTRIBUTION = r"(edge|[a-z]+-door)/distribution"

ACCEPTED = [
    (r"IAM5\[Resource::<\w+table\w+\.Arn>/index/\*\]", r"functions/\w+-role", "the indexes of one table"),
    (
        r"IAM5\[Resource::arn:.*:execute-api:.*/ocpp/(POST|DELETE)/@connections/\*\]",
        r"functions/\w+-role",
        "connection ids are made at run time; API, stage and method are named",
    ),
    (
        r"IAM5\[Resource::arn:.*:scheduler:.*:schedule/csms-wake-ups/\*\]",
        r"functions/\w+-role",
        "wake-ups are made at run time; their group is named",
    ),
    (r"IAM5\[Resource::<functionsscheduledtask\w+\.Arn>:\*\]", "SchedulerRole", "the versions of one function"),
    (
        r"IAM4\[Policy::.*AmazonAPIGatewayPushToCloudWatchLogs\]",
        "station-api/log-role",
        "AWS's own policy for the account's one log role, which serves every API of the account",
    ),
    (
        r"IAM5\[Resource::<filesbucket\w+\.Arn>/(firmware|uploads|exports)/\*\]",
        r"(functions/\w+-role|files/signer)",
        "objects are made at run time; bucket and prefix are named",
    ),
    (
        r"IAM5\[Resource::<archivebucket\w+\.Arn>/\*\]",
        "archive/delivery-role",
        "the archive's own bucket: objects are made at run time",
    ),
    (
        r"S1",
        "archive/(bucket|results)",
        "who reads it is in CloudTrail where that is on; a log of its own would outgrow it",
    ),
    (r"S1", "files/bucket", "every URL is made for one transfer and kept with it; a log would hold their signatures"),
    (r"APIG4", r"station-api/api/\$connect-Route", "station_connect authenticates, to answer 404, 401 and 400"),
    (r"APIG4", r"station-api/api/\$(default|disconnect)-Route", "WebSocket APIs authorize on $connect alone"),
    (r"APIG4", r"operator-api/api/GET--api--(health|openapi.json|docs)", "open on purpose: they tell nothing"),
    (r"L1", r"functions/\w+", "3.13 is the newest Python with a wheel for every locked dependency"),
    (r"SQS3", "queues/csms-schedules-dead", "it is the dead-letter queue of the schedule"),
    (r"SQS3", "queues/csms-changes-dead", "it is the dead-letter queue of the tables' streams"),
    (r"SMG4", "origin-secret", "rotates with a deployment: the edge and the functions must change together"),
    (r"COG8", "operator-api/users", "the Plus plan is paid per user and month"),
    (r"COG2", "operator-api/users", "MFA is offered; scripts of operators sign in without it"),
    (r"CFR1", _DISTRIBUTION, "chargers and operators may be anywhere"),
    (r"CFR2", _DISTRIBUTION, "a web ACL costs by the month; this system costs nothing while it idles"),
    (r"CFR3", _DISTRIBUTION, "both APIs behind it log every request"),
    (r"CFR4", _DISTRIBUTION, "CloudFront's own domain fixes TLSv1; `domain_name` brings TLSv1.2"),
]


def _accepts(rule: str, path: str, finding: tuple[str, str]) -> bool:
    name, construct = finding
    return bool(re.fullmatch(f"AwsSolutions-{rule}", name) and re.match(f"csms/{path}", construct))


def test_every_finding_is_accepted_for_a_reason(with_doors: Synthesized) -> None:
    unexpected = [f for f in with_doors.findings if not any(_accepts(r, p, f) for r, p, _ in ACCEPTED)]
    assert unexpected == []


def test_no_acceptance_outlives_its_finding(synthesized: Synthesized, with_doors: Synthesized) -> None:
    findings = {*synthesized.findings, *with_doors.findings}
    stale = [(r, p) for r, p, _ in ACCEPTED if not any(_accepts(r, p, f) for f in findings)]
    assert stale == []
