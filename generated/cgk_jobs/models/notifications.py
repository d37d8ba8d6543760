# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Notifications: Messages to people by e-mail, SMS, Slack and push."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Json, Omittable
from pydantic import Field


class EmailSendPayload(EventPayload[Literal["email.send"], Any], frozen=True):
    """`email.send`: Send an e-mail made from a template.

    Example::

        await send_job("email.send", {
            "tenantId": "rawdog",
            "to": "ada@example.com",
            "templateId": "template_receipt",
            "data": {"orderNumber": "1001"},
            "priority": "high",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    to: Annotated[str, Field(repr=False)]
    """The recipient's e-mail address."""

    template_id: str
    """The message template's id."""

    data: Annotated[dict[str, Json], Field(repr=False)]
    """Values for the template's placeholders, by name."""

    priority: Omittable[Literal["high", "normal", "low"] | None] = None
    """How soon it goes out; normal by default."""


class SMSSendPayload(EventPayload[Literal["sms.send"], Any], frozen=True):
    """`sms.send`: Send a text message.

    Example::

        await send_job("sms.send", {
            "tenantId": "rawdog",
            "to": "+15550100",
            "message": "Your order is on its way.",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    to: Annotated[str, Field(repr=False)]
    """The recipient's phone number in E.164 form."""

    message: Annotated[str, Field(repr=False)]
    """The text of the message."""

    template_id: Omittable[str | None] = None
    """The id of the text's template, if it was made from one."""


class SlackNotifyPayload(EventPayload[Literal["slack.notify"], Any], frozen=True):
    """`slack.notify`: Post a message to a Slack channel.

    Example::

        await send_job("slack.notify", {
            "tenantId": "rawdog",
            "channel": "#orders",
            "message": "A big order came in.",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    channel: str
    """The channel's name or id."""

    message: str
    """The text, which clients that cannot display blocks show instead."""

    blocks: Omittable[list[Json] | None] = None
    """The message as Slack Block Kit blocks."""


class PushNotificationPayload(EventPayload[Literal["push.notification"], Any], frozen=True):
    """`push.notification`: Send a push notification to a user's devices.

    Example::

        await send_job("push.notification", {
            "tenantId": "rawdog",
            "userId": "user_2",
            "title": "Shipped",
            "body": "Your order is on its way.",
            "data": {"orderId": "order_123"},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    user_id: str
    """The user's id."""

    title: Annotated[str, Field(repr=False)]
    """The notification's title."""

    body: Annotated[str, Field(repr=False)]
    """The notification's text."""

    data: Annotated[Omittable[dict[str, Json] | None], Field(repr=False)] = None
    """Additional values for the app, by name."""
