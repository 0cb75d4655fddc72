"""Everything the short-breaks service knows; imports no Qt."""
