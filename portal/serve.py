"""Start the whole portal: python -m portal.serve. Settings: docs/settings.md."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from portal.supervisor import console
from portal.supervisor.refused import Refused
from portal.supervisor.run import Run


def main() -> int:
    """Run until told to stop. 0 after a stop, 1 when it can't start, with the reason in a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        Run().go()
    except (Refused, ImproperlyConfigured) as error:
        console.complain(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
