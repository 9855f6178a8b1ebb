"""OCPP 2.x: the device model on the wire."""

from functools import partial
from typing import Any

from . import remote
from .device_model import Variable
from .dialect import on
from .v2 import Reports2


class Variables2(Reports2):
    @on("GetVariables")
    def on_get_variables(self, get_variable_data: list[dict[str, Any]], **_: Any) -> Any:
        return self._call_result.GetVariables(
            get_variable_result=[self._get_variable(asked) for asked in get_variable_data]
        )

    @on("SetVariables")
    def on_set_variables(self, set_variable_data: list[dict[str, Any]], **_: Any) -> Any:
        results = [self._set_variable(asked) for asked in set_variable_data]
        self.station.update()
        return self._call_result.SetVariables(set_variable_result=results)

    @on("GetBaseReport")
    def on_get_base_report(self, request_id: int, report_base: str, **_: Any) -> Any:
        variables = [v for v in self.station.settings if v.component]
        if report_base == "SummaryInventory":
            return self._call_result.GetBaseReport(status="NotSupported")
        if report_base == "ConfigurationInventory":
            variables = [v for v in variables if v.mutability != "ReadOnly"]
        self.station.notifications.put(partial(self.report_variables, request_id, variables))
        return self._call_result.GetBaseReport(status="Accepted")

    def _get_variable(self, asked: dict[str, Any]) -> dict[str, Any]:
        status, variable = self._find(asked)
        if variable and not variable.readable:
            status = "Rejected"
        found = {"attribute_value": variable.value} if variable and status == "Accepted" else {}
        return _result(asked, status) | found

    def _set_variable(self, asked: dict[str, Any]) -> dict[str, Any]:
        status, variable = self._find(asked)
        if variable and not variable.set(asked["attribute_value"]):
            status = "Rejected"
        elif variable and variable.name == "BasicAuthPassword":
            remote.change_password(self.station, variable.value.encode())
        return _result(asked, status)

    def _find(self, asked: dict[str, Any]) -> tuple[str, Variable | None]:
        component, name = asked["component"]["name"], asked["variable"]["name"]
        settings = self.station.settings
        variable = settings.variable(component, name, asked["variable"].get("instance"))
        if asked.get("attribute_type", "Actual") != "Actual":
            return "NotSupportedAttributeType", None
        if variable is None:
            known = settings.has_component(component)
            return "UnknownVariable" if known else "UnknownComponent", None
        return "Accepted", variable


def _result(asked: dict[str, Any], status: str) -> dict[str, Any]:
    kept = ("component", "variable", "attribute_type")
    return {"attribute_status": status} | {name: asked[name] for name in kept if name in asked}
