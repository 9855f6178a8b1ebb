# temporary stub
import sys, json, time
def handler(event, context):
    print(time.time(), json.dumps(event)[:600], file=sys.stderr)
    return {"batchItemFailures": []}
