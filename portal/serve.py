"""Start the whole portal: python -m portal.serve. Settings: docs/settings.md."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from portal.supervisor import console
from portal.supervisor.preflight import StartRefusedError
from portal.supervisor.run import SupervisorRun


def main() -> int:
    """Run until stopped. Returns 0 after a stop, 1 when it can't start (it prints why)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        SupervisorRun().run()
    except (StartRefusedError, ImproperlyConfigured) as error:
        console.error(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
