"""Export jobs in DynamoDB; they go when their files do."""

from dataclasses import replace
from datetime import timedelta

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import ExportItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.export_jobs import ExportJob


class DynamoExports:
    """`retention_days`: how long a job stays after it was last written."""

    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, export_id: str) -> ExportJob | None:
        if not is_key(export_id):
            return None
        try:
            return _job(ExportItem.get(export_id, consistent_read=True))
        except ExportItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[ExportJob]:
        results = ExportItem.by_creation.query(
            "export", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(ExportItem, results, lambda row: row.id, _job)

    def save(self, job: ExportJob) -> ExportJob:
        stored = replace(job, version=job.version + 1)
        expires = clock.parse_stored(job.finished_at or job.created_at) + self._retention
        item = ExportItem(
            job.id,
            created_at=job.created_at,
            version=stored.version,
            state=stored.to_dict(),
            expires_epoch_s=int(expires.timestamp()),
        )
        known = ExportItem.version == job.version
        try:
            item.save(known if job.version else ExportItem.id.does_not_exist())
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError("the export has changed in between") from None
            raise
        return stored


def _job(item: ExportItem) -> ExportJob:
    return ExportJob.from_dict(item.state)
