"""The days as FHIR R4: what a clinic's server keeps, each thing under an id of its own."""
