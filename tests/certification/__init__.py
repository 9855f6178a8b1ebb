"""OCPP 1.6: the cases of the certification test plan in which a central system is the system under test."""
