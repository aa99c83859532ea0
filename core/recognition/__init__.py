"""Recognition of music by landmarks and constellations: numpy and scipy, no Django, no network.

Sound is mono float32 at 11,025 samples a second, as `core.audio.decode.decode` and `decode_blocks`
return it by default, and may be given whole or as an iterable of blocks.

    index = Index(folder)                          # shared by threads and processes
    index.add(file_id, bucket_id, fingerprint.fingerprint_reference(decode_blocks(path)))
    index.move(file_ids, bucket_id); index.remove(*file_ids); index.total()
    index.rebuild()                                # all segments anew, from the fingerprints
    identify(index, samples, bucket_ids)           # list[Match], the most certain first
    scan(index, blocks, bucket_ids, interval=0, rec_length=10, points=None)  # list[ScanSegment]

A change is durable when the call returns, and every process sees it at its next search. An index
merges what was added in a background thread; `Index(folder, merging=False)` leaves that to a call
of `index.merge()`. `ReferenceFingerprint.to_bytes` and `from_bytes` serialize a fingerprint.
"""

from core.recognition import fingerprint
from core.recognition.fingerprint import BadFingerprintError, QueryFingerprint, ReferenceFingerprint
from core.recognition.identify import Match, identify
from core.recognition.index import RECOMMENDED_FILES, Index
from core.recognition.scan import ScanSegment, scan
from core.recognition.spectrum import SAMPLE_RATE

__all__ = [
    "RECOMMENDED_FILES",
    "SAMPLE_RATE",
    "BadFingerprintError",
    "Index",
    "Match",
    "QueryFingerprint",
    "ReferenceFingerprint",
    "ScanSegment",
    "fingerprint",
    "identify",
    "scan",
]
