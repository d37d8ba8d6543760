# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Video and DAM: Uploaded videos and the digital assets of the brand."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Number, Omittable
from pydantic import Field


class VideoUploadCompletedPayload(EventPayload[Literal["video.uploadCompleted"], Any], frozen=True):
    """`video.uploadCompleted`: A video was uploaded completely.

    Example::

        await send_job("video.uploadCompleted", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "projectId": "project_3",
            "creatorId": "creator_11",
            "duration": 42.5,
            "size": 10485760,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    video_id: str
    """The video's id."""

    project_id: str
    """The project's id."""

    creator_id: str
    """The creator's id."""

    duration: Omittable[Number | None] = None
    """Length of the video in seconds."""

    size: Number
    """Size of the file in bytes."""


class VideoTranscriptionStartedPayload(EventPayload[Literal["video.transcriptionStarted"], Any], frozen=True):
    """`video.transcriptionStarted`: The transcription of a video was started.

    Example::

        await send_job("video.transcriptionStarted", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "language": "en",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    video_id: str
    """The video's id."""

    language: Omittable[str | None] = None
    """BCP 47 tag of the spoken language; detected if absent."""


class VideoTranscriptionCompletedPayload(EventPayload[Literal["video.transcriptionCompleted"], Any], frozen=True):
    """`video.transcriptionCompleted`: The transcription of a video is done.

    Example::

        await send_job("video.transcriptionCompleted", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "transcriptUrl": "https://media.example.com/video_4.vtt",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    video_id: str
    """The video's id."""

    transcript_url: Omittable[str | None] = None
    """URL of the transcript."""


class VideoAIGeneratedPayload(EventPayload[Literal["video.aiGenerated"], Any], frozen=True):
    """`video.aiGenerated`: A model generated content from a video.

    Example::

        await send_job("video.aiGenerated", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "generationType": "thumbnail",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    video_id: str
    """The video's id."""

    generation_type: Literal["thumbnail", "summary", "clips"]
    """The kind of the generated content."""


class DAMAssetUploadedPayload(EventPayload[Literal["dam.assetUploaded"], Any], frozen=True):
    """`dam.assetUploaded`: An asset was added to the library.

    Example::

        await send_job("dam.assetUploaded", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
            "assetType": "image",
            "size": 204800,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    asset_id: str
    """The asset's id."""

    project_id: Omittable[str | None] = None
    """The project the asset belongs to, if it belongs to one."""

    asset_type: Literal["image", "video", "document"]
    """The kind of asset."""

    size: Number
    """Size of the file in bytes."""


class DAMGDriveSyncPayload(EventPayload[Literal["dam.gdriveSync"], Any], frozen=True):
    """`dam.gdriveSync`: Import new files from Google Drive.

    Example::

        await send_job("dam.gdriveSync", {
            "tenantId": "rawdog",
            "folderId": "folder_1",
            "fullSync": False,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    folder_id: Omittable[str | None] = None
    """The folder's id at Google Drive; all connected folders if absent."""

    full_sync: Omittable[bool | None] = None
    """Whether everything is compared, not only what has changed."""


class DAMRightsExpiryPayload(EventPayload[Literal["dam.rightsExpiry"], Any], frozen=True):
    """`dam.rightsExpiry`: The rights to use an asset are about to expire.

    Example::

        await send_job("dam.rightsExpiry", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
            "daysToExpiry": 14,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    asset_id: Omittable[str | None] = None
    """The asset's id; all assets if absent."""

    days_to_expiry: Omittable[Number | None] = None
    """Days until the rights expire; without assetId, the number of days to look ahead."""


class DAMExportPayload(EventPayload[Literal["dam.export"], Any], frozen=True):
    """`dam.export`: Pack assets into a file for download.

    Example::

        await send_job("dam.export", {
            "tenantId": "rawdog",
            "exportId": "export_2",
            "assetIds": ["asset_13", "asset_14"],
            "format": "zip",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    export_id: str
    """The id of the export to fill."""

    asset_ids: list[str]
    """The ids of the assets to pack."""

    format: Omittable[str | None] = None
    """The archive's format; zip by default."""


class DAMFaceDetectionPayload(EventPayload[Literal["dam.faceDetection"], Any], frozen=True):
    """`dam.faceDetection`: Find the faces in an asset.

    Example::

        await send_job("dam.faceDetection", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    asset_id: str
    """The asset's id."""


class DAMBulkIngestPayload(EventPayload[Literal["dam.bulkIngest"], Any], frozen=True):
    """`dam.bulkIngest`: Add the files of finished projects to the library.

    Example::

        await send_job("dam.bulkIngest", {
            "tenantId": "rawdog",
            "projectIds": ["project_3"],
            "limit": 100,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    project_ids: Omittable[list[str] | None] = None
    """The ids of the projects; all finished projects if absent."""

    limit: Omittable[Number | None] = None
    """Largest number of files to add."""
