"""Validates a folder with an RO-Crate as a Process Run Crate, without a network, and prints the issues as JSON.

The validator fetches the JSON-LD contexts that the crate names. Here they come from the package rocrate, which brings that of RO-Crate,
and for the terms of workflow runs from below.
"""

import json
import logging
import sys
from pathlib import Path

import rdflib.plugins.shared.jsonld.context as jsonld
import rocrate
from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester

logging.disable(logging.CRITICAL)
crate, severity = sys.argv[1:]

# https://w3id.org/ro/terms/workflow-run/context: of its terms, those that crates of Assay use.
WORKFLOW_RUN = {"@context": {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}}
RO_CRATE = json.loads((Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text("utf-8"))


def context_of(url):
    if str(url).startswith("https://w3id.org/ro/crate/1.1/context"):
        return {"@context": RO_CRATE["@context"]}
    if str(url).startswith("https://w3id.org/ro/terms/workflow-run/context"):
        return WORKFLOW_RUN
    raise ValueError(f"unexpected address {url}")


class Response:
    status_code = 200

    def __init__(self, url):
        self.content = json.dumps(context_of(url)).encode()
        self.text = self.content.decode()
        self.headers = {"Content-Type": "application/ld+json"}
        self.url = url

    def json(self):
        return json.loads(self.text)

    def raise_for_status(self):
        pass


load = jsonld.source_to_json
jsonld.source_to_json = lambda source, *rest, **named: (
    (context_of(source), None) if isinstance(source, str) and source.startswith("https://") else load(source, *rest, **named)
)
HttpRequester.get = lambda self, url, **named: Response(url)

result = services.validate(
    services.ValidationSettings(
        rocrate_uri=crate,
        profile_identifier="process-run-crate-0.5",
        requirement_severity=Severity[severity],
    )
)
issues = [f"{issue.severity.name} {issue.check.identifier}: {issue.message}" for issue in result.get_issues()]
json.dump({"passed": result.passed(), "issues": sorted(set(issues))}, sys.stdout)
