# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Reviews: Product reviews, the mails that ask for them, and surveys."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import NotRequired, TypedDict


class ReviewSubmittedDict(TypedDict, closed=True):
    """`review.submitted`: A customer submitted a product review.

    Example::

        await send_job("review.submitted", {
            "tenantId": "rawdog",
            "reviewId": "review_5",
            "orderId": "order_123",
            "customerId": "customer_42",
            "rating": 5,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    reviewId: str
    """The review's id."""
    orderId: NotRequired[str]
    """The order's id on the platform."""
    customerId: NotRequired[str]
    """The customer's id on the platform."""
    rating: int | float
    """Stars from 1 to 5."""


class ReviewModeratedDict(TypedDict, closed=True):
    """`review.moderated`: A moderator decided about a review.

    Example::

        await send_job("review.moderated", {
            "tenantId": "rawdog",
            "reviewId": "review_5",
            "action": "approve",
            "reviewerEmail": "ada@example.com",
            "reviewerName": "Ada",
            "productTitle": "Night cream",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    reviewId: str
    """The review's id."""
    action: Literal["approve", "reject", "spam"]
    """The moderator's decision."""
    reviewerEmail: str
    """E-mail address of the customer who wrote the review."""
    reviewerName: str | None
    """Name of the customer who wrote the review, null if it is unknown."""
    productTitle: str | None
    """Title of the reviewed product, null if it no longer exists."""


class ReviewEmailQueuedDict(TypedDict, closed=True):
    """`review.email.queued`: A mail that asks for a review was queued.

    Example::

        await send_job("review.email.queued", {
            "tenantId": "rawdog",
            "reviewEmailId": "reviewEmail_8",
            "orderId": "order_123",
            "customerId": "customer_42",
            "templateId": "template_review",
            "scheduledFor": "2026-03-01T09:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    reviewEmailId: str
    """The id of the mail that asks for a review."""
    orderId: str
    """The order's id on the platform."""
    customerId: str
    """The customer's id on the platform."""
    templateId: str
    """The message template's id."""
    scheduledFor: NotRequired[datetime | str]
    """When to send the mail; as soon as possible if absent."""


class ReviewEmailSentDict(TypedDict, closed=True):
    """`review.email.sent`: A mail that asks for a review was handed to the mail service.

    Example::

        await send_job("review.email.sent", {
            "tenantId": "rawdog",
            "reviewEmailId": "reviewEmail_8",
            "messageId": "message_77",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    reviewEmailId: str
    """The id of the mail that asks for a review."""
    messageId: NotRequired[str]
    """The message's id at the mail service."""


class ReviewReminderDict(TypedDict, closed=True):
    """`review.reminder`: Remind a customer of a review that the shop asked for.

    Example::

        await send_job("review.reminder", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "reminderNumber": 1,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    orderId: str
    """The order's id on the platform."""
    reminderNumber: int | float
    """Number of the reminder, from 1."""


class SurveyResponseDict(TypedDict, closed=True):
    """`survey.response`: A customer answered a survey.

    Example::

        await send_job("survey.response", {
            "tenantId": "rawdog",
            "responseId": "response_3",
            "surveyId": "survey_1",
            "customerId": "customer_42",
            "orderId": "order_123",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    responseId: str
    """The id of the answered questionnaire."""
    surveyId: str
    """The survey's id."""
    customerId: NotRequired[str]
    """The customer's id on the platform."""
    orderId: NotRequired[str]
    """The order's id on the platform."""


class SurveyDigestDict(TypedDict, closed=True):
    """`survey.digest`: Send the summary of survey answers to the shop's team.

    Example::

        await send_job("survey.digest", {
            "tenantId": "rawdog",
            "frequency": "weekly",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    frequency: Literal["daily", "weekly"]
    """The period of the summary."""


class SurveyLowNpsDict(TypedDict, closed=True):
    """`survey.lowNps`: A customer gave a low net promoter score; the team can react to it.

    Example::

        await send_job("survey.lowNps", {
            "tenantId": "rawdog",
            "responseId": "response_3",
            "surveyId": "survey_1",
            "npsScore": 2,
            "customerId": "customer_42",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    responseId: str
    """The id of the answered questionnaire."""
    surveyId: str
    """The survey's id."""
    npsScore: int | float
    """The score given, from 0 to 10."""
    customerId: NotRequired[str]
    """The customer's id on the platform."""
