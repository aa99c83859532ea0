"""The status of an identify reply. Source: docs.acrcloud.com, Error Codes.

3002 and 3016 are in the older edition of that page only.
"""

from django.http import HttpResponse

from engine.wire.envelope import json_reply

SUCCESS = (0, "Success")
NO_RESULT = (1001, "No result")
NO_FINGERPRINT = (2004, "Can't generate fingerprint")
SERVICE_ERROR = (3000, "Recognition service error")
BAD_KEY = (3001, "Missing/Invalid Access Key")
BAD_CONTENT_TYPE = (3002, "Invalid ContentType. It should be multipart/form-data")
DAY_LIMIT = (3003, "requests limit exceeded, please upgrade your account")
BAD_ARGUMENTS = (3006, "Invalid arguments")
BAD_SIGNATURE = (3014, "Invalid Signature")
QPS_LIMIT = (3015, "QpS limit exceeded, please upgrade your account")
TOO_LARGE = (3016, "File too large. Please upload less than 5M data")


class StatusError(Exception):
    """A reply without a match; its HTTP status is 200."""

    def __init__(self, status: tuple[int, str], detail: str = "") -> None:
        super().__init__(status)
        self.code, self.msg = status
        if detail:
            self.msg = f"{self.msg}: {detail}"

    def response(self) -> HttpResponse:
        return json_reply({"status": {"msg": self.msg, "code": self.code, "version": "1.0"}})
