"""What the engine keeps. The public names of the Console API are the names here."""

from engine.models.account import Account
from engine.models.audio_file import AudioFile
from engine.models.audiotag import AudioTagJob, AudioTagKey
from engine.models.bucket import Bucket
from engine.models.channel import Channel
from engine.models.container import Container
from engine.models.delivery import Delivery, DeliveryAttempt
from engine.models.event import Event
from engine.models.fault import Fault
from engine.models.project import BaseProject, DayCount
from engine.models.scanned_file import PresignedUpload, ScannedFile, ScanResult

__all__ = [
    "Account",
    "AudioFile",
    "AudioTagJob",
    "AudioTagKey",
    "BaseProject",
    "Bucket",
    "Channel",
    "Container",
    "DayCount",
    "Delivery",
    "DeliveryAttempt",
    "Event",
    "Fault",
    "PresignedUpload",
    "ScanResult",
    "ScannedFile",
]
