# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Workflows: Automations that tenants build from triggers and actions."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Number, Omittable
from pydantic import Field


class WorkflowTriggeredPayload(EventPayload[Literal["workflow.triggered"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    workflow_id: str
    """The workflow's id."""

    trigger_id: str
    """The id of the trigger that fired."""

    entity_type: str
    """Kind of the object that caused the trigger, such as order."""

    entity_id: str
    """The id of the object that caused the trigger."""


class WorkflowActionPayload(EventPayload[Literal["workflow.action"], Any], frozen=True):
    """`workflow.action`: Carry out one action of a running workflow.

    Example::

        await send_job("workflow.action", {
            "tenantId": "rawdog",
            "executionId": "execution_9",
            "actionId": "action_2",
            "actionType": "sendEmail",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    execution_id: str
    """The id of the running workflow."""

    action_id: str
    """The action's id in the workflow."""

    action_type: str
    """Kind of the action, such as sendEmail."""


class WorkflowScheduledActionPayload(EventPayload[Literal["workflow.scheduledAction"], Any], frozen=True):
    """`workflow.scheduledAction`: Carry out the actions whose time has come.

    Example::

        await send_job("workflow.scheduledAction", {
            "tenantId": "rawdog",
            "batchSize": 50,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    batch_size: Omittable[Number | None] = None
    """Largest number of actions to carry out."""


class WorkflowTimeElapsedPayload(EventPayload[Literal["workflow.timeElapsed"], Any], frozen=True):
    """`workflow.timeElapsed`: Start workflows that wait until an object has been in one state for some time.

    Example::

        await send_job("workflow.timeElapsed", {
            "tenantId": "rawdog",
            "entityType": "order",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    entity_type: Omittable[str | None] = None
    """Kind of the objects to check; all kinds if absent."""


class WorkflowCleanupPayload(EventPayload[Literal["workflow.cleanup"], Any], frozen=True):
    """`workflow.cleanup`: Delete the records of finished workflows.

    Example::

        await send_job("workflow.cleanup", {
            "tenantId": "rawdog",
            "retentionDays": 90,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    retention_days: Omittable[Number | None] = None
    """Number of days for which records are kept."""
