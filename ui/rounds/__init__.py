"""The screens of allocation rounds."""
