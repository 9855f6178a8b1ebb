# temporary stub
import boto3, os, json, sys, uuid
ddb = boto3.client("dynamodb"); sqs = boto3.client("sqs")
def handler(event, context):
    path = event["rawPath"]
    print("http", path, file=sys.stderr)
    out = {"path": path, "claims": event["requestContext"].get("authorizer"), "env": dict(os.environ), "secret": event["headers"].get("x-origin-secret")==os.environ["ORIGIN_SECRET"], "q": event.get("queryStringParameters"), "xff": event["headers"].get("x-forwarded-for")}
    if path.startswith("/api/tx"):
        s = str(uuid.uuid4())
        ddb.transact_write_items(TransactItems=[{"Put": {"TableName": "csms-stations", "Item": {"key": {"S": s}, "collection": {"S": "station"}, "created_at": {"S": "2026"}, "site_id": {"S":"s1"}}, "ConditionExpression": "attribute_not_exists(#k)", "ExpressionAttributeNames": {"#k": "key"}}},
          {"Put": {"TableName": "csms-commands", "Item": {"station_key": {"S": s}, "message_id": {"S": "m1"}, "queued_id": {"S": "q1"}}}}], ClientRequestToken=s)
        out["gsi"] = ddb.query(TableName="csms-stations", IndexName="by_site", KeyConditionExpression="site_id=:s", ExpressionAttributeValues={":s": {"S": "s1"}})["Count"]
        out["lsi"] = ddb.query(TableName="csms-commands", IndexName="queued", ConsistentRead=True, KeyConditionExpression="station_key=:s", ExpressionAttributeValues={":s": {"S": s}})["Items"]
    if path.startswith("/api/queue"):
        for i in range(3):
            sqs.send_message(QueueUrl=os.environ["PLANNER_QUEUE_URL"], MessageBody=f"plan {i}", MessageGroupId="site-1", MessageDeduplicationId=str(uuid.uuid4()))
        sqs.send_message(QueueUrl=os.environ["TIMERS_QUEUE_URL"], MessageBody="timer", DelaySeconds=2)
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(out, default=str)}
