"""SQL is compiled once for all offices of a run of tests, and not again for each of several thousand."""

from sqlalchemy import create_engine

from shortbreaks.database import connections

_first = {}


def share_compiled_statements():
    """Every office opened from now on speaks the dialect, and keeps statements in the cache, of the first that was reached."""

    def sharing(url, **how):
        engine = create_engine(url, **how)
        name = engine.dialect.name
        if name in _first and _first[name].dialect.server_version_info is not None:
            engine.dialect = engine.pool._dialect = _first[name].dialect
            engine._compiled_cache = _first[name]._compiled_cache
        else:
            _first[name] = engine
        return engine

    connections.create_engine = sharing
