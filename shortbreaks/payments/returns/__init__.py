"""Returns of spending: asked for, gone through item by item, planned and chased."""
