"""What is shared in a run of tests: SQL compiled once, the connections of an office that is put back, the fonts of a paper."""

from sqlalchemy import create_engine, event

from shortbreaks.database import connections

LENT = "lent"
_made = {}  # of each dialect, the engines made until one of them was reached


def share_compiled_statements():
    """Every office opened from now on speaks the dialect, and keeps statements in the cache, of the first that was reached.

    Of an office in a file that is its engine for writing, through which nearly everything is compiled that is done.
    """

    def sharing(url, **how):
        made = _made.setdefault(_name(url), [])
        known = next((one for one in made if one.dialect.server_version_info is not None), None)
        if known is None:
            made.append(create_engine(url, **how))
            return made[-1]
        engine = create_engine(url, **how, _initialize=False)  # what would be asked of the server is known
        engine.dialect = engine.pool._dialect = known.dialect
        engine._compiled_cache = known._compiled_cache
        if greet := known.dialect.on_connect_url(engine.url):
            event.listen(engine.pool, "connect", lambda raw, record: LENT in record.info or greet(raw))
        return engine

    connections.create_engine = sharing


def _name(url):
    return str(url).partition(":")[0].partition("+")[0]


def lend(engine, raw):
    """Let an engine take these open connections, while there are any, before it opens more."""
    first = engine.pool._invoke_creator

    def connect(record):
        if not raw:
            return first(record)
        record.info[LENT] = True
        return raw.pop()

    engine.pool._creator = connect


def taken_back(engine):
    """The open connections of an engine, which has none any more; None where somebody still has one in use."""
    pool = engine.pool
    if pool.checkedout():
        return None
    records = [pool._pool.get(block=False) for _ in range(pool.checkedin())]
    return [record.dbapi_connection for record in records if record.dbapi_connection is not None]


def read_fonts_once():
    """A font of a paper that is read back is parsed once, not anew for every page and drawing; which letters it has, once for all."""
    from pypdf import _cmap  # not for the racers, which import this room too
    from pypdf.generic._font import Font

    parsed, letters_of, known = Font.from_font_resource.__func__, _cmap._parse_to_unicode, {}

    def once(cls, resource):
        if not hasattr(resource, "as_read"):
            resource.as_read = parsed(cls, resource)
        return resource.as_read

    def once_for_all(resource):
        said = resource["/ToUnicode"].get_data() if "/ToUnicode" in resource else None
        if said is None:
            return letters_of(resource)
        if said not in known:
            known[said] = letters_of(resource)
        letters, codes = known[said]
        return dict(letters), list(codes)

    Font.from_font_resource, _cmap._parse_to_unicode = classmethod(once), once_for_all
