"""`python -m device` is `spinecoach`."""

from device.cli import main

main()
