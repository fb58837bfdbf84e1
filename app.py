"""The launcher: Streamlit runs src/insight/entry/main.py inside an ASGI application.

`streamlit run app.py` and `uvicorn app:app` both find `app`. The entry script lies
where no pages/ folder is beside it, so that no page can be reached around it.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from insight.ui.server.exposure import OnlyFromHere
from insight.ui.server.headers import SecurityHeaders
from insight.ui.server.importers import OnlyImporters
from insight.ui.server.mishaps import show_mishap
from insight.ui.server.own_files import OwnFiles
from insight.ui.server.paths import HEALTH, KnownPaths
from insight.ui.server.quota import UploadQuota
from insight.ui.server.strangers import FewStrangers
from insight.ui.server.warmup import health, lifespan

app = st.App(
    Path(__file__).resolve().parent / "src" / "insight" / "entry" / "main.py",
    lifespan=lifespan,
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(OnlyFromHere),
        Middleware(KnownPaths),
        Middleware(FewStrangers),
        Middleware(OwnFiles),
        Middleware(OnlyImporters),
        Middleware(UploadQuota),
    ],
    routes=[Route(HEALTH, health)],
    on_script_error=show_mishap,
)
