"""Recognition of music by landmarks and constellations: numpy and scipy, no Django, no network.

Sound is mono float32 at 11,025 samples a second, as `audio.decode.decode` and `decode_blocks`
return it by default, and may be given whole or as an iterable of blocks.

    index = Index(folder)                          # shared by threads and processes
    index.add(file_id, bucket_id, fingerprint.reference(decode_blocks(path)))
    index.move(file_ids, bucket_id); index.remove(*file_ids); index.total()
    index.rebuild()                                # all segments anew, from the fingerprints
    identify(index, samples, bucket_ids)           # list[Match], the surest first
    scan(index, blocks, bucket_ids, interval=0, rec_length=10, points=None)  # list[Segment]

A change is durable when the call returns, and every process sees it at its next search. An index
merges what was added in a background thread; `Index(folder, merging=False)` leaves that to a call
of `index.merge()`. `ReferencePrint.to_bytes` and `from_bytes` carry a fingerprint elsewhere.
"""

from engine.recognition import fingerprint
from engine.recognition.fingerprint import BadPrint, QueryPrint, ReferencePrint
from engine.recognition.identify import Match, identify
from engine.recognition.index import RECOMMENDED_FILES, Index
from engine.recognition.scan import Segment, scan
from engine.recognition.spectrum import RATE

__all__ = [
    "RATE",
    "RECOMMENDED_FILES",
    "BadPrint",
    "Index",
    "Match",
    "QueryPrint",
    "ReferencePrint",
    "Segment",
    "fingerprint",
    "identify",
    "scan",
]
