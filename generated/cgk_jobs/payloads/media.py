# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Video and DAM: Uploaded videos and the digital assets of the brand."""

from __future__ import annotations

from typing import Literal

from typing_extensions import NotRequired, TypedDict


class VideoUploadCompletedDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    videoId: str
    """The video's id."""
    projectId: str
    """The project's id."""
    creatorId: str
    """The creator's id."""
    duration: NotRequired[int | float]
    """Length of the video in seconds."""
    size: int | float
    """Size of the file in bytes."""


class VideoTranscriptionStartedDict(TypedDict, closed=True):
    """`video.transcriptionStarted`: The transcription of a video was started.

    Example::

        await send_job("video.transcriptionStarted", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "language": "en",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    videoId: str
    """The video's id."""
    language: NotRequired[str]
    """BCP 47 tag of the spoken language; detected if absent."""


class VideoTranscriptionCompletedDict(TypedDict, closed=True):
    """`video.transcriptionCompleted`: The transcription of a video is done.

    Example::

        await send_job("video.transcriptionCompleted", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "transcriptUrl": "https://media.example.com/video_4.vtt",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    videoId: str
    """The video's id."""
    transcriptUrl: NotRequired[str]
    """URL of the transcript."""


class VideoAIGeneratedDict(TypedDict, closed=True):
    """`video.aiGenerated`: A model generated content from a video.

    Example::

        await send_job("video.aiGenerated", {
            "tenantId": "rawdog",
            "videoId": "video_4",
            "generationType": "thumbnail",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    videoId: str
    """The video's id."""
    generationType: Literal["thumbnail", "summary", "clips"]
    """The kind of the generated content."""


class DAMAssetUploadedDict(TypedDict, closed=True):
    """`dam.assetUploaded`: An asset was added to the library.

    Example::

        await send_job("dam.assetUploaded", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
            "assetType": "image",
            "size": 204800,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    assetId: str
    """The asset's id."""
    projectId: NotRequired[str]
    """The project the asset belongs to, if it belongs to one."""
    assetType: Literal["image", "video", "document"]
    """The kind of asset."""
    size: int | float
    """Size of the file in bytes."""


class DAMGDriveSyncDict(TypedDict, closed=True):
    """`dam.gdriveSync`: Import new files from Google Drive.

    Example::

        await send_job("dam.gdriveSync", {
            "tenantId": "rawdog",
            "folderId": "folder_1",
            "fullSync": False,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    folderId: NotRequired[str]
    """The folder's id at Google Drive; all connected folders if absent."""
    fullSync: NotRequired[bool]
    """Whether everything is compared, not only what has changed."""


class DAMRightsExpiryDict(TypedDict, closed=True):
    """`dam.rightsExpiry`: The rights to use an asset are about to expire.

    Example::

        await send_job("dam.rightsExpiry", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
            "daysToExpiry": 14,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    assetId: NotRequired[str]
    """The asset's id; all assets if absent."""
    daysToExpiry: NotRequired[int | float]
    """Days until the rights expire; without assetId, the number of days to look ahead."""


class DAMExportDict(TypedDict, closed=True):
    """`dam.export`: Pack assets into a file for download.

    Example::

        await send_job("dam.export", {
            "tenantId": "rawdog",
            "exportId": "export_2",
            "assetIds": ["asset_13", "asset_14"],
            "format": "zip",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    exportId: str
    """The id of the export to fill."""
    assetIds: list[str]
    """The ids of the assets to pack."""
    format: NotRequired[str]
    """The archive's format; zip by default."""


class DAMFaceDetectionDict(TypedDict, closed=True):
    """`dam.faceDetection`: Find the faces in an asset.

    Example::

        await send_job("dam.faceDetection", {
            "tenantId": "rawdog",
            "assetId": "asset_13",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    assetId: str
    """The asset's id."""


class DAMBulkIngestDict(TypedDict, closed=True):
    """`dam.bulkIngest`: Add the files of finished projects to the library.

    Example::

        await send_job("dam.bulkIngest", {
            "tenantId": "rawdog",
            "projectIds": ["project_3"],
            "limit": 100,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    projectIds: NotRequired[list[str]]
    """The ids of the projects; all finished projects if absent."""
    limit: NotRequired[int | float]
    """Largest number of files to add."""
