# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Workflows: Automations that tenants build from triggers and actions."""

from __future__ import annotations

from typing_extensions import NotRequired, TypedDict


class WorkflowTriggeredDict(TypedDict, closed=True):
    """`workflow.triggered`: A trigger started a workflow.

    Example::

        await send_job("workflow.triggered", {
            "tenantId": "rawdog",
            "workflowId": "workflow_1",
            "triggerId": "trigger_4",
            "entityType": "order",
            "entityId": "order_123",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    workflowId: str
    """The workflow's id."""
    triggerId: str
    """The id of the trigger that fired."""
    entityType: str
    """Kind of the object that caused the trigger, such as order."""
    entityId: str
    """The id of the object that caused the trigger."""


class WorkflowActionDict(TypedDict, closed=True):
    """`workflow.action`: Carry out one action of a running workflow.

    Example::

        await send_job("workflow.action", {
            "tenantId": "rawdog",
            "executionId": "execution_9",
            "actionId": "action_2",
            "actionType": "sendEmail",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    executionId: str
    """The id of the running workflow."""
    actionId: str
    """The action's id in the workflow."""
    actionType: str
    """Kind of the action, such as sendEmail."""


class WorkflowScheduledActionDict(TypedDict, closed=True):
    """`workflow.scheduledAction`: Carry out the actions whose time has come.

    Example::

        await send_job("workflow.scheduledAction", {
            "tenantId": "rawdog",
            "batchSize": 50,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    batchSize: NotRequired[int | float]
    """Largest number of actions to carry out."""


class WorkflowTimeElapsedDict(TypedDict, closed=True):
    """`workflow.timeElapsed`: Start workflows that wait until an object has been in one state for some time.

    Example::

        await send_job("workflow.timeElapsed", {
            "tenantId": "rawdog",
            "entityType": "order",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    entityType: NotRequired[str]
    """Kind of the objects to check; all kinds if absent."""


class WorkflowCleanupDict(TypedDict, closed=True):
    """`workflow.cleanup`: Delete the records of finished workflows.

    Example::

        await send_job("workflow.cleanup", {
            "tenantId": "rawdog",
            "retentionDays": 90,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    retentionDays: NotRequired[int | float]
    """Number of days for which records are kept."""
