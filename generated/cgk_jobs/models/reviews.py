# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Reviews: Product reviews, the mails that ask for them, and surveys."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Number, Omittable
from pydantic import Field


class ReviewSubmittedPayload(EventPayload[Literal["review.submitted"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    review_id: str
    """The review's id."""

    order_id: Omittable[str | None] = None
    """The order's id on the platform."""

    customer_id: Omittable[str | None] = None
    """The customer's id on the platform."""

    rating: Number
    """Stars from 1 to 5."""


class ReviewModeratedPayload(EventPayload[Literal["review.moderated"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    review_id: str
    """The review's id."""

    action: Literal["approve", "reject", "spam"]
    """The moderator's decision."""

    reviewer_email: Annotated[str, Field(repr=False)]
    """E-mail address of the customer who wrote the review."""

    reviewer_name: Annotated[str | None, Field(repr=False)]
    """Name of the customer who wrote the review, null if it is unknown."""

    product_title: str | None
    """Title of the reviewed product, null if it no longer exists."""


class ReviewEmailQueuedPayload(EventPayload[Literal["review.email.queued"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    review_email_id: str
    """The id of the mail that asks for a review."""

    order_id: str
    """The order's id on the platform."""

    customer_id: str
    """The customer's id on the platform."""

    template_id: str
    """The message template's id."""

    scheduled_for: Omittable[DateTime | None] = None
    """When to send the mail; as soon as possible if absent."""


class ReviewEmailSentPayload(EventPayload[Literal["review.email.sent"], Any], frozen=True):
    """`review.email.sent`: A mail that asks for a review was handed to the mail service.

    Example::

        await send_job("review.email.sent", {
            "tenantId": "rawdog",
            "reviewEmailId": "reviewEmail_8",
            "messageId": "message_77",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    review_email_id: str
    """The id of the mail that asks for a review."""

    message_id: Omittable[str | None] = None
    """The message's id at the mail service."""


class ReviewReminderPayload(EventPayload[Literal["review.reminder"], Any], frozen=True):
    """`review.reminder`: Remind a customer of a review that the shop asked for.

    Example::

        await send_job("review.reminder", {
            "tenantId": "rawdog",
            "orderId": "order_123",
            "reminderNumber": 1,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    order_id: str
    """The order's id on the platform."""

    reminder_number: Number
    """Number of the reminder, from 1."""


class SurveyResponsePayload(EventPayload[Literal["survey.response"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    response_id: str
    """The id of the answered questionnaire."""

    survey_id: str
    """The survey's id."""

    customer_id: Omittable[str | None] = None
    """The customer's id on the platform."""

    order_id: Omittable[str | None] = None
    """The order's id on the platform."""


class SurveyDigestPayload(EventPayload[Literal["survey.digest"], Any], frozen=True):
    """`survey.digest`: Send the summary of survey answers to the shop's team.

    Example::

        await send_job("survey.digest", {
            "tenantId": "rawdog",
            "frequency": "weekly",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    frequency: Literal["daily", "weekly"]
    """The period of the summary."""


class SurveyLowNpsPayload(EventPayload[Literal["survey.lowNps"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    response_id: str
    """The id of the answered questionnaire."""

    survey_id: str
    """The survey's id."""

    nps_score: Number
    """The score given, from 0 to 10."""

    customer_id: Omittable[str | None] = None
    """The customer's id on the platform."""
