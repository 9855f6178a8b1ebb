"""What AWS will be told, above all what the local cloud cannot check."""

import json
from typing import Any

from csms.adapters.dynamodb import models
from csms.adapters.metrics import ALARMS
from csms.application.react_to_change import REACTORS
from csms.application.run_task import LAST_ATTEMPT
from csms.domain.alarms import Alarm
from infra.access import ACCESS
from infra.lambda_function import SIZES
from infra.operator_api import OPEN_PATHS
from tests.infra.conftest import Synthesized


def _text(value: Any) -> str:
    return json.dumps(value)


def _routes(synthesized: Synthesized) -> dict[str, Any]:
    return {route["RouteKey"]: route for route in synthesized.properties("AWS::ApiGatewayV2::Route")}


def test_a_frame_is_answered_in_the_same_call(synthesized: Synthesized) -> None:
    routes = synthesized.of_type("AWS::ApiGatewayV2::Route")
    [default] = [name for name, route in routes.items() if route["Properties"]["RouteKey"] == "$default"]
    assert routes[default]["Properties"]["RouteResponseSelectionExpression"] == "$default"
    [response] = synthesized.properties("AWS::ApiGatewayV2::RouteResponse")
    assert response["RouteResponseKey"] == "$default"
    assert response["RouteId"] == {"Ref": default}


def test_a_station_cannot_choose_the_function(synthesized: Synthesized) -> None:
    [api] = [p for p in synthesized.properties("AWS::ApiGatewayV2::Api") if p["ProtocolType"] == "WEBSOCKET"]
    assert api["RouteSelectionExpression"] == "\\$default"
    assert {key for key in _routes(synthesized) if key.startswith("$")} == {"$connect", "$default", "$disconnect"}


def test_every_operator_route_but_the_open_ones_asks_for_a_token(synthesized: Synthesized) -> None:
    operator = {key: route for key, route in _routes(synthesized).items() if not key.startswith("$")}
    unauthorized = {key for key, route in operator.items() if route["AuthorizationType"] != "JWT"}
    assert unauthorized == {f"GET {path}" for path in OPEN_PATHS}
    assert "ANY /api/{proxy+}" in operator


def test_the_authorizer_trusts_one_user_pool_and_one_client(synthesized: Synthesized) -> None:
    [authorizer] = synthesized.properties("AWS::ApiGatewayV2::Authorizer")
    [pool] = synthesized.of_type("AWS::Cognito::UserPool")
    [client] = synthesized.of_type("AWS::Cognito::UserPoolClient")
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["JwtConfiguration"]["Audience"] == [{"Ref": client}]
    assert pool in _text(authorizer["JwtConfiguration"]["Issuer"])
    groups = {group["GroupName"] for group in synthesized.properties("AWS::Cognito::UserPoolGroup")}
    assert groups == {"viewer", "operator", "admin"}


def test_nobody_signs_himself_up(synthesized: Synthesized) -> None:
    [pool] = synthesized.properties("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


def test_every_stage_throttles_and_logs(synthesized: Synthesized) -> None:
    for stage in synthesized.properties("AWS::ApiGatewayV2::Stage"):
        assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
        assert stage["AccessLogSettings"]["DestinationArn"]
        fields = json.loads(stage["AccessLogSettings"]["Format"])
        assert fields["status"] == "$context.status"
        assert not {"$context.path", "$context.resourcePath"} & set(fields.values()), "paths name stations and tokens"


def test_tables_are_those_of_the_models(synthesized: Synthesized) -> None:
    tables = {table["TableName"]: table for table in synthesized.properties("AWS::DynamoDB::Table")}
    everything: tuple[Any, ...] = models.TABLES
    assert set(tables) == {f"csms-{model.Meta.suffix}" for model in everything}
    for model in everything:
        table = tables[f"csms-{model.Meta.suffix}"]
        keys = {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]}
        assert keys == {"HASH": model._hash_keyname} | ({"RANGE": model._range_keyname} if model._range_keyname else {})
        indexes = table.get("GlobalSecondaryIndexes", []) + table.get("LocalSecondaryIndexes", [])
        assert {index["IndexName"] for index in indexes} == {i.Meta.index_name for i in model._indexes.values()}
        assert all(index["Projection"] == {"ProjectionType": "KEYS_ONLY"} for index in indexes)


def test_tables_are_on_demand_recoverable_and_kept(synthesized: Synthesized) -> None:
    for resource in synthesized.of_type("AWS::DynamoDB::Table").values():
        table = resource["Properties"]
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert table["DeletionProtectionEnabled"] is True
        assert resource["DeletionPolicy"] == "Retain"


def test_what_expires_has_a_time_to_live(synthesized: Synthesized) -> None:
    expiring = {
        table["TableName"]
        for table in synthesized.properties("AWS::DynamoDB::Table")
        if table.get("TimeToLiveSpecification") == {"AttributeName": models.TIME_TO_LIVE, "Enabled": True}
    }
    everything: tuple[Any, ...] = models.TABLES
    assert expiring == {f"csms-{m.Meta.suffix}" for m in everything if models.TIME_TO_LIVE in m.get_attributes()}
    assert "csms-receipts" in expiring


_CONSUMERS = {
    "csms-planner.fifo": "site_planner",
    "csms-timers": "scheduled_task",
    "csms-exports": "export_job",
    "csms-webhooks": "webhook_delivery",
}


def test_every_queue_has_a_dead_letter_queue_and_time_to_work(synthesized: Synthesized) -> None:
    queues = {queue["QueueName"]: queue for queue in synthesized.properties("AWS::SQS::Queue")}
    working = {name: queue for name, queue in queues.items() if "dead" not in name}
    assert set(working) == set(_CONSUMERS)
    for queue in working.values():
        assert queue["RedrivePolicy"]["maxReceiveCount"] == LAST_ATTEMPT
        assert queue["VisibilityTimeout"] == 6 * SIZES[_CONSUMERS[queue["QueueName"]]].timeout_s
        assert queue["SqsManagedSseEnabled"] is True
    assert working["csms-planner.fifo"]["FifoThroughputLimit"] == "perMessageGroupId"
    assert working["csms-planner.fifo"]["DeduplicationScope"] == "messageGroup"
    assert working["csms-planner.fifo"]["DelaySeconds"] > 0, "a profile must not overtake the answer to a start"
    assert _text(synthesized.properties("AWS::SQS::QueuePolicy")).count("aws:SecureTransport") == len(queues)


def test_a_failed_message_comes_back_alone(synthesized: Synthesized) -> None:
    sources = synthesized.properties("AWS::Lambda::EventSourceMapping")
    assert len([source for source in sources if "StartingPosition" not in source]) == len(_CONSUMERS)
    assert all(source["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for source in sources)


def test_a_change_is_tried_for_hours_and_then_named(synthesized: Synthesized) -> None:
    sources = synthesized.properties("AWS::Lambda::EventSourceMapping")
    streams = [source for source in sources if "StartingPosition" in source]
    [dead] = [n for n, q in synthesized.of_type("AWS::SQS::Queue").items() if "changes-dead" in _text(q["Properties"])]
    streamed = [t for t in synthesized.properties("AWS::DynamoDB::Table") if "StreamSpecification" in t]
    assert {table["TableName"].removeprefix("csms-") for table in streamed} == set(REACTORS) | {"events"}
    assert {t["StreamSpecification"]["StreamViewType"] for t in streamed} == {"NEW_AND_OLD_IMAGES"}
    assert len(streams) == len(streamed)
    assert [s["FilterCriteria"]["Filters"] for s in streams if "FilterCriteria" in s] == [
        [{"Pattern": '{"eventName":["INSERT"]}'}]
    ], "only what is new is published"
    for stream in streams:
        assert stream["StartingPosition"] == "TRIM_HORIZON"
        assert stream["BisectBatchOnFunctionError"] is True
        assert 3600 <= stream["MaximumRecordAgeInSeconds"] < 24 * 3600
        assert stream["MaximumRetryAttempts"] > 0
        assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": [dead, "Arn"]}


def test_planning_and_fetching_are_started_by_the_clock(synthesized: Synthesized) -> None:
    schedules = synthesized.properties("AWS::Scheduler::Schedule")
    expressions = {json.loads(s["Target"]["Input"])["task"]: s["ScheduleExpression"] for s in schedules}
    assert expressions == {"plan_due": "rate(5 minutes)", "fetch_prices": "cron(15 * * * ? *)"}
    for schedule in schedules:
        assert schedule["Target"]["DeadLetterConfig"]["Arn"]
        assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 2


def test_scheduler_wakes_the_planner_and_nobody_else(synthesized: Synthesized) -> None:
    groups = {group["Name"] for group in synthesized.properties("AWS::Scheduler::ScheduleGroup")}
    assert groups == {"csms", "csms-wake-ups"}
    [role] = [r for n, r in synthesized.of_type("AWS::IAM::Role").items() if n.startswith("wakeupsrole")]
    [trust] = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert set(trust["Condition"]["StringEquals"]) == {"aws:SourceAccount", "aws:SourceArn"}
    queues = {queue["QueueName"]: queue for queue in synthesized.properties("AWS::SQS::Queue")}
    assert queues["csms-planner.fifo"]["ContentBasedDeduplication"] is True


def test_functions_run_alike(synthesized: Synthesized) -> None:
    functions = synthesized.properties("AWS::Lambda::Function")
    assert {f["FunctionName"].removeprefix("csms-") for f in functions} == set(ACCESS)
    for function in functions:
        name = function["FunctionName"].removeprefix("csms-")
        assert function["Handler"] == f"{name}.handler.handler"
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
        assert len(function["Layers"]) == 3
        limits = {"station_connect": 29, "station_message": 29, "operator_api": 29, "export_job": 300}
        assert function["Timeout"] <= limits.get(name, 60)


def test_functions_are_told_what_they_need(synthesized: Synthesized) -> None:
    for function in synthesized.properties("AWS::Lambda::Function"):
        environment = function["Environment"]["Variables"]
        assert environment["TABLE_PREFIX"] == "csms"
        assert environment["HEARTBEAT_INTERVAL_S"] == "300"
        assert environment["PLAN_PERIOD_S"] == "300"
        assert environment["RETENTION_DAYS"].startswith("evidence=400,commands=90,")
        assert _text(environment["STATION_API_ENDPOINT"]).endswith('"/ocpp"]]}')
        assert environment["PLANNER_QUEUE_URL"] != environment["TIMERS_QUEUE_URL"]
        assert f"csms-{environment['POWERTOOLS_SERVICE_NAME']}" == function["FunctionName"]
        knows_secret = "ORIGIN_SECRET" in environment
        assert knows_secret == (environment["POWERTOOLS_SERVICE_NAME"] in ("station_connect", "operator_api"))


def test_files_are_private_encrypted_and_uploads_end(synthesized: Synthesized) -> None:
    [(name, bucket)] = synthesized.of_type("AWS::S3::Bucket").items()
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert "AES256" in _text(properties["BucketEncryption"])
    assert bucket["DeletionPolicy"] == "Retain"
    [uploads, exports, unfinished] = properties["LifecycleConfiguration"]["Rules"]
    assert (uploads["Prefix"], uploads["ExpirationInDays"]) == ("uploads/", 90)
    assert (exports["Prefix"], exports["ExpirationInDays"]) == ("exports/", 7)
    assert unfinished["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    [policy] = synthesized.properties("AWS::S3::BucketPolicy")
    assert policy["Bucket"] == {"Ref": name}
    [denied] = policy["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_only_who_makes_urls_knows_the_key_that_signs_them(synthesized: Synthesized) -> None:
    [key] = synthesized.of_type("AWS::IAM::AccessKey")
    assert synthesized.properties("AWS::IAM::AccessKey")[0]["Serial"] == 1, (
        "raised by files_key_serial, it is a new one"
    )
    for function in synthesized.properties("AWS::Lambda::Function"):
        environment = function["Environment"]["Variables"]
        access = ACCESS[environment["POWERTOOLS_SERVICE_NAME"]]
        secret = {"Fn::GetAtt": [key, "SecretAccessKey"]} if access.keeps_files else None
        knows_place = access.keeps_files or access.writes_exports
        assert (environment.get("FILES_SECRET"), "FILES_BUCKET" in environment) == (secret, knows_place)
        assert "FILES_PUBLIC_ENDPOINT" not in environment


def test_the_origin_secret_is_in_no_template(synthesized: Synthesized) -> None:
    [secret] = synthesized.properties("AWS::SecretsManager::Secret")
    assert secret["GenerateSecretString"]["PasswordLength"] == 40
    assert _text(synthesized.template).count("{{resolve:secretsmanager:") >= 3


def test_no_loop_that_is_meant_is_taken_for_a_runaway(synthesized: Synthesized) -> None:
    allowed = {
        function["FunctionName"]
        for function in synthesized.properties("AWS::Lambda::Function")
        if function.get("RecursiveLoop") == "Allow"
    }
    assert allowed == {"csms-site_planner", "csms-scheduled_task", "csms-export_job", "csms-webhook_delivery"}


def test_logs_end(synthesized: Synthesized) -> None:
    groups = synthesized.properties("AWS::Logs::LogGroup")
    assert len(groups) == len(ACCESS) + 2
    assert all(group["RetentionInDays"] == 30 for group in groups)


def test_alarms_ring_for_every_dead_letter_queue_and_function(synthesized: Synthesized) -> None:
    alarms = _text(synthesized.properties("AWS::CloudWatch::Alarm"))
    assert alarms.count("ApproximateNumberOfMessagesVisible") == 6
    assert alarms.count('"Errors"') == len(ACCESS)
    assert alarms.count('"Throttles"') == 1


def test_every_kind_of_alarm_rings_where_the_function_that_raises_it_counts_it(synthesized: Synthesized) -> None:
    counted = [a for a in synthesized.properties("AWS::CloudWatch::Alarm") if a.get("MetricName") == ALARMS]
    assert {metric["Namespace"] for metric in counted} == {"csms"}
    dimensions = [{d["Name"]: d["Value"] for d in metric["Dimensions"]} for metric in counted]
    assert {d["alarm"] for d in dimensions} == {kind.value for kind in Alarm}
    assert {d["service"] for d in dimensions} <= set(ACCESS)


def test_an_alarm_rings_where_changes_are_not_followed_up(synthesized: Synthesized) -> None:
    late = [a for a in synthesized.properties("AWS::CloudWatch::Alarm") if a.get("MetricName") == "IteratorAge"]
    functions = synthesized.of_type("AWS::Lambda::Function")
    watched = {functions[a["Dimensions"][0]["Value"]["Ref"]]["Properties"]["FunctionName"] for a in late}
    assert watched == {"csms-table_changes", "csms-publish_events"}
    assert all(alarm["Threshold"] == 15 * 60 * 1000 for alarm in late)


def test_outputs_say_where_everything_is(synthesized: Synthesized) -> None:
    assert set(synthesized.template["Outputs"]) >= {
        "StationUrl", "ApiUrl", "UserPoolId", "UserPoolClientId", "DistributionDomain",
    }  # fmt: skip
