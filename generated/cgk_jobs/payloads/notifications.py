# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Notifications: Messages to people by e-mail, SMS, Slack and push."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class EmailSendDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    to: str
    """The recipient's e-mail address."""
    templateId: str
    """The message template's id."""
    data: dict[str, Any]
    """Values for the template's placeholders, by name."""
    priority: NotRequired[Literal["high", "normal", "low"]]
    """How soon it goes out; normal by default."""


class SMSSendDict(TypedDict, closed=True):
    """`sms.send`: Send a text message.

    Example::

        await send_job("sms.send", {
            "tenantId": "rawdog",
            "to": "+15550100",
            "message": "Your order is on its way.",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    to: str
    """The recipient's phone number in E.164 form."""
    message: str
    """The text of the message."""
    templateId: NotRequired[str]
    """The id of the text's template, if it was made from one."""


class SlackNotifyDict(TypedDict, closed=True):
    """`slack.notify`: Post a message to a Slack channel.

    Example::

        await send_job("slack.notify", {
            "tenantId": "rawdog",
            "channel": "#orders",
            "message": "A big order came in.",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    channel: str
    """The channel's name or id."""
    message: str
    """The text, which clients that cannot display blocks show instead."""
    blocks: NotRequired[list[Any]]
    """The message as Slack Block Kit blocks."""


class PushNotificationDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    userId: str
    """The user's id."""
    title: str
    """The notification's title."""
    body: str
    """The notification's text."""
    data: NotRequired[dict[str, Any]]
    """Additional values for the app, by name."""
