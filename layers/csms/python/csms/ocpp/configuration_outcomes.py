"""The answers that tell about a station's settings."""

from csms.application.keep_configuration import expect_report, keep_changed, keep_told
from csms.ocpp import v16_configuration, v201_configuration
from csms.ocpp.dialect import OutcomeRow, OutcomeTable

CONFIGURATION_16: OutcomeTable = {
    "ChangeConfiguration": OutcomeRow(v16_configuration.changed, keep_changed),
    "GetConfiguration": OutcomeRow(v16_configuration.told, keep_told),
}
CONFIGURATION_2X: OutcomeTable = {
    "GetBaseReport": OutcomeRow(v201_configuration.promised, expect_report),
    "GetVariables": OutcomeRow(v201_configuration.told, keep_told),
    "SetVariables": OutcomeRow(v201_configuration.changed, keep_changed),
}
