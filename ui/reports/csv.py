"""The findings as CSV, one a line."""

from ingest.checks.report import CheckReport
from ui.export import csv_bytes
from ui.reports.rows import findings_table


def render(report: CheckReport) -> bytes:
    """UTF-8 with its mark and semicolons, in the order of the report; waived findings are left out."""
    return csv_bytes(findings_table("Constats", report.findings))
