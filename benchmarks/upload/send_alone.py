"""The peer: send_alone.py ADDRESS FILE prints how many seconds requests-toolbelt took to send it.

Run by a Python that has it. Starting Python doesn't count.
"""

import sys
import time
from pathlib import Path

import requests
from requests_toolbelt import MultipartEncoder


def main(address: str, path: Path) -> None:
    began = time.perf_counter()
    with path.open("rb") as file:
        fields = {"data_type": "audio", "title": "Peer", "file": ("piece.wav", file, "audio/wav")}
        form = MultipartEncoder(fields)
        headers = {"Content-Type": form.content_type}
        requests.post(address, data=form, headers=headers, timeout=600).raise_for_status()
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
