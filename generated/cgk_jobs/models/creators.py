# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Creators: Creators from application to delivered project."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Json, Number, Omittable
from pydantic import Field


class CreatorAppliedPayload(EventPayload[Literal["creator.applied"], Any], frozen=True):
    """`creator.applied`: A creator applied to work with the brand.

    Example::

        await send_job("creator.applied", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "applicationId": "application_4",
            "email": "grace@example.com",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""

    application_id: str
    """The application's id."""

    email: Annotated[str, Field(repr=False)]
    """The creator's e-mail address."""


class CreatorApprovedPayload(EventPayload[Literal["creator.approved"], Any], frozen=True):
    """`creator.approved`: A creator's application was approved.

    Example::

        await send_job("creator.approved", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "approvedBy": "user_2",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""

    approved_by: Omittable[str | None] = None
    """The id of the user who approved it."""


class CreatorRejectedPayload(EventPayload[Literal["creator.rejected"], Any], frozen=True):
    """`creator.rejected`: A creator's application was rejected.

    Example::

        await send_job("creator.rejected", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "reason": "The profile does not fit the brand",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""

    reason: Annotated[Omittable[str | None], Field(repr=False)] = None
    """The reason for the rejection, as the answer to the creator states it."""


class CreatorSetupCompletePayload(EventPayload[Literal["creator.setupComplete"], Any], frozen=True):
    """`creator.setupComplete`: A creator finished setting up the account and can be given projects.

    Example::

        await send_job("creator.setupComplete", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""


class CreatorEmailQueuedPayload(EventPayload[Literal["creator.email.queued"], Any], frozen=True):
    """`creator.email.queued`: A mail to a creator was queued.

    Example::

        await send_job("creator.email.queued", {
            "tenantId": "rawdog",
            "emailId": "email_6",
            "creatorId": "creator_11",
            "templateId": "template_welcome",
            "priority": "normal",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    email_id: str
    """The mail's id."""

    creator_id: str
    """The creator's id."""

    template_id: str
    """The message template's id."""

    priority: Omittable[Literal["high", "normal", "low"] | None] = None
    """How soon it goes out; normal by default."""


class CreatorReminderPayload(EventPayload[Literal["creator.reminder"], Any], frozen=True):
    """`creator.reminder`: Remind a creator of something that is due.

    Example::

        await send_job("creator.reminder", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "projectId": "project_3",
            "reminderType": "deadline",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""

    project_id: Omittable[str | None] = None
    """The project the reminder is about, if it is about one."""

    reminder_type: Literal["delivery", "deadline", "noResponse", "abandoned"]
    """The subject of the reminder."""


class CreatorFileUploadedPayload(EventPayload[Literal["creator.file.uploaded"], Any], frozen=True):
    """`creator.file.uploaded`: A creator uploaded a file for a project.

    Example::

        await send_job("creator.file.uploaded", {
            "tenantId": "rawdog",
            "fileId": "file_12",
            "creatorId": "creator_11",
            "projectId": "project_3",
            "fileType": "video",
            "fileSize": 10485760,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    file_id: str
    """The file's id."""

    creator_id: str
    """The creator's id."""

    project_id: str
    """The project's id."""

    file_type: Literal["video", "image", "document"]
    """The kind of file."""

    file_size: Number
    """Size of the file in bytes."""


class CreatorSlackNotificationPayload(EventPayload[Literal["creator.slackNotification"], Any], frozen=True):
    """`creator.slackNotification`: Notify the team in Slack of a step in a creator's work.

    Example::

        await send_job("creator.slackNotification", {
            "tenantId": "rawdog",
            "notificationType": "application_received",
            "creatorId": "creator_11",
            "creatorName": "Grace",
            "creatorEmail": "grace@example.com",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    notification_type: Literal[
        "application_received",
        "application_approved",
        "welcome_call_booked",
        "escalation",
        "product_shipped",
        "product_received",
        "contract_sent",
        "contract_signed",
        "content_submitted",
        "content_revisions_requested",
    ]
    """The step of the work."""

    creator_id: str
    """The creator's id."""

    creator_name: Annotated[str, Field(repr=False)]
    """The creator's name as the message shows it."""

    creator_email: Annotated[str, Field(repr=False)]
    """The creator's e-mail address as the message shows it."""

    metadata: Annotated[Omittable[dict[str, Json] | None], Field(repr=False)] = None
    """Further details for the message, by name."""


class CreatorShipmentSyncPayload(EventPayload[Literal["creator.shipmentSync"], Any], frozen=True):
    """`creator.shipmentSync`: Fetch the state of product shipments to creators from the carriers.

    Example::

        await send_job("creator.shipmentSync", {
            "tenantId": "rawdog",
            "shipmentId": "shipment_9",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    shipment_id: Omittable[str | None] = None
    """The shipment's id; all open shipments if absent."""

    full_sync: Omittable[bool | None] = None
    """Whether everything is compared, not only what has changed."""


class CreatorApprovalRemindersPayload(EventPayload[Literal["creator.approvalReminders"], Any], frozen=True):
    """`creator.approvalReminders`: Remind the team of applications that wait for a decision.

    Example::

        await send_job("creator.approvalReminders", {
            "tenantId": "rawdog",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""


class CreatorWelcomeCallRemindersPayload(EventPayload[Literal["creator.welcomeCallReminders"], Any], frozen=True):
    """`creator.welcomeCallReminders`: Remind approved creators to book their welcome call.

    Example::

        await send_job("creator.welcomeCallReminders", {
            "tenantId": "rawdog",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""


class ProjectCreatedPayload(EventPayload[Literal["project.created"], Any], frozen=True):
    """`project.created`: A project with a creator was set up.

    Example::

        await send_job("project.created", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "creatorId": "creator_11",
            "type": "ugc",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    project_id: str
    """The project's id."""

    creator_id: str
    """The creator's id."""

    type: str
    """Kind of the project, such as ugc."""


class ProjectStatusChangedPayload(EventPayload[Literal["project.statusChanged"], Any], frozen=True):
    """`project.statusChanged`: A project moved from one status to another.

    Example::

        await send_job("project.statusChanged", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "oldStatus": "draft",
            "newStatus": "active",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    project_id: str
    """The project's id."""

    old_status: str
    """The status it left."""

    new_status: str
    """The status it has now."""


class ProjectDeadlineApproachingPayload(EventPayload[Literal["project.deadlineApproaching"], Any], frozen=True):
    """`project.deadlineApproaching`: A project's deadline is near.

    Example::

        await send_job("project.deadlineApproaching", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "daysRemaining": 3,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    project_id: str
    """The project's id."""

    days_remaining: Number
    """Days until the deadline."""
