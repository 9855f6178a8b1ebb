"""Numbers for CloudWatch, written into the log (embedded metric format): no request, no permission."""

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from csms.domain.alarms import Alarm

ALARMS = "Alarms"
FALLBACKS = "PlanFallbacks"


def count_alarm(alarm: Alarm) -> None:
    """Namespace and dimension `service` come from powertools' environment."""
    with single_metric(name=ALARMS, unit=MetricUnit.Count, value=1) as metric:
        metric.add_dimension(name="alarm", value=alarm.value)


def count_fallback(site_id: str) -> None:
    """A plan that the optimiser did not finish in time: the equal share stood in."""
    with single_metric(name=FALLBACKS, unit=MetricUnit.Count, value=1) as metric:
        metric.add_metadata(key="site_id", value=site_id)
