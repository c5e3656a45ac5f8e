def find_view(spec):
    """The view that ``"module:view"`` names."""
    module_name, _, name = spec.partition(":")
    return getattr(importlib.import_module(module_name), name)
