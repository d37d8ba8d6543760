# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Creators: Creators from application to delivered project."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class CreatorAppliedDict(TypedDict, closed=True):
    """`creator.applied`: A creator applied to work with the brand.

    Example::

        await send_job("creator.applied", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "applicationId": "application_4",
            "email": "grace@example.com",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""
    applicationId: str
    """The application's id."""
    email: str
    """The creator's e-mail address."""


class CreatorApprovedDict(TypedDict, closed=True):
    """`creator.approved`: A creator's application was approved.

    Example::

        await send_job("creator.approved", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "approvedBy": "user_2",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""
    approvedBy: NotRequired[str]
    """The id of the user who approved it."""


class CreatorRejectedDict(TypedDict, closed=True):
    """`creator.rejected`: A creator's application was rejected.

    Example::

        await send_job("creator.rejected", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "reason": "The profile does not fit the brand",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""
    reason: NotRequired[str]
    """The reason for the rejection, as the answer to the creator states it."""


class CreatorSetupCompleteDict(TypedDict, closed=True):
    """`creator.setupComplete`: A creator finished setting up the account and can be given projects.

    Example::

        await send_job("creator.setupComplete", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""


class CreatorEmailQueuedDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    emailId: str
    """The mail's id."""
    creatorId: str
    """The creator's id."""
    templateId: str
    """The message template's id."""
    priority: NotRequired[Literal["high", "normal", "low"]]
    """How soon it goes out; normal by default."""


class CreatorReminderDict(TypedDict, closed=True):
    """`creator.reminder`: Remind a creator of something that is due.

    Example::

        await send_job("creator.reminder", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "projectId": "project_3",
            "reminderType": "deadline",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""
    projectId: NotRequired[str]
    """The project the reminder is about, if it is about one."""
    reminderType: Literal["delivery", "deadline", "noResponse", "abandoned"]
    """The subject of the reminder."""


class CreatorFileUploadedDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    fileId: str
    """The file's id."""
    creatorId: str
    """The creator's id."""
    projectId: str
    """The project's id."""
    fileType: Literal["video", "image", "document"]
    """The kind of file."""
    fileSize: int | float
    """Size of the file in bytes."""


class CreatorSlackNotificationDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    notificationType: Literal[
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
    creatorId: str
    """The creator's id."""
    creatorName: str
    """The creator's name as the message shows it."""
    creatorEmail: str
    """The creator's e-mail address as the message shows it."""
    metadata: NotRequired[dict[str, Any]]
    """Further details for the message, by name."""


class CreatorShipmentSyncDict(TypedDict, closed=True):
    """`creator.shipmentSync`: Fetch the state of product shipments to creators from the carriers.

    Example::

        await send_job("creator.shipmentSync", {
            "tenantId": "rawdog",
            "shipmentId": "shipment_9",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    shipmentId: NotRequired[str]
    """The shipment's id; all open shipments if absent."""
    fullSync: NotRequired[bool]
    """Whether everything is compared, not only what has changed."""


class CreatorApprovalRemindersDict(TypedDict, closed=True):
    """`creator.approvalReminders`: Remind the team of applications that wait for a decision.

    Example::

        await send_job("creator.approvalReminders", {
            "tenantId": "rawdog",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""


class CreatorWelcomeCallRemindersDict(TypedDict, closed=True):
    """`creator.welcomeCallReminders`: Remind approved creators to book their welcome call.

    Example::

        await send_job("creator.welcomeCallReminders", {
            "tenantId": "rawdog",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""


class ProjectCreatedDict(TypedDict, closed=True):
    """`project.created`: A project with a creator was set up.

    Example::

        await send_job("project.created", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "creatorId": "creator_11",
            "type": "ugc",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    projectId: str
    """The project's id."""
    creatorId: str
    """The creator's id."""
    type: str
    """Kind of the project, such as ugc."""


class ProjectStatusChangedDict(TypedDict, closed=True):
    """`project.statusChanged`: A project moved from one status to another.

    Example::

        await send_job("project.statusChanged", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "oldStatus": "draft",
            "newStatus": "active",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    projectId: str
    """The project's id."""
    oldStatus: str
    """The status it left."""
    newStatus: str
    """The status it has now."""


class ProjectDeadlineApproachingDict(TypedDict, closed=True):
    """`project.deadlineApproaching`: A project's deadline is near.

    Example::

        await send_job("project.deadlineApproaching", {
            "tenantId": "rawdog",
            "projectId": "project_3",
            "daysRemaining": 3,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    projectId: str
    """The project's id."""
    daysRemaining: int | float
    """Days until the deadline."""
