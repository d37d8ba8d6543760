"""Tests of the views and handlers: the fixture `sent_jobs` runs the jobs on a virtual clock."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import tasks  # noqa: F401  # declares the handlers
from cgk_runtime.testing import SentJobs
from django.test import Client


def test_an_order_sends_a_job_of_its_tenant(sent_jobs: SentJobs) -> None:
    client = Client(headers={"Authorization": "Bearer key-of-rawdog"})
    assert client.post("/orders", '{"id": "o1"}', content_type="application/json").status_code == 201
    sent_jobs.assert_sent("order.created", tenant="rawdog", order_id="o1")


def test_an_async_view_sends_a_job(sent_jobs: SentJobs) -> None:
    client = Client(headers={"Authorization": "Bearer key-of-acme"})
    assert client.post("/creators/c7/approve").status_code == 202
    sent_jobs.assert_sent("creator.approved", tenant="acme", creator_id="c7")


def test_an_unknown_key_is_refused(sent_jobs: SentJobs) -> None:
    assert Client().post("/creators/c7/approve").status_code == 401
    sent_jobs.assert_not_sent("creator.approved")
