"""``python -m stratsell`` is the command ``stratsell``."""

import sys

from stratsell.cli import main

sys.exit(main())
