"""Of the package; the wheel has the same, which a test compares."""

VERSION = "0.1.0"
