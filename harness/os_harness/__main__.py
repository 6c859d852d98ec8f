"""`python -m os_harness`: the command line."""

from os_harness.cli import main

main()
