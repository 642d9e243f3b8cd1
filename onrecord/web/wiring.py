"""The web application's parts from settings and configuration: used by ``serve``, ``run`` and the demo."""

from __future__ import annotations

from alerts.spec import SubscriptionFile
from config.load import Configuration
from config.settings import Settings
from onrecord.bootstrap import source_of
from onrecord.sealing import Sealer
from onrecord.store.accounts import Role
from onrecord.store.base import Store
from onrecord.web.finding import Finder
from onrecord.web.oidc import OidcClient, OidcTerms
from onrecord.web.parts import WebParts
from processors.addresses import parse_allow


def oidc_of(settings: Settings) -> OidcClient | None:
    """The identity provider of the settings; None where there is none."""
    oidc = settings.oidc
    if oidc.issuer is None:
        return None
    given = {Role.OPERATOR: oidc.operators, Role.EDITOR: oidc.editors, Role.READER: oidc.readers}
    return OidcClient(
        OidcTerms(
            issuer=oidc.issuer,
            client_id=oidc.client_id,
            client_secret=oidc.client_secret.get_secret_value() if oidc.client_secret else "",
            name=oidc.name,
            scopes=oidc.scopes,
            login_claim=oidc.login_claim,
            role_claim=oidc.role_claim,
            roles={role: values for role, values in given.items() if values},
            tenant=oidc.tenant,
            user_agent=settings.fetch.user_agent,
        )
    )


def web_parts(
    settings: Settings, store: Store, sealer: Sealer, configured: Configuration[SubscriptionFile]
) -> WebParts:
    """What ``create_app`` takes."""
    return WebParts(
        store=store,
        sealer=sealer,
        figures=configured.figures,
        topics=configured.topics,
        sources=tuple(source_of(spec) for spec in configured.sources),
        public_url=settings.http.public_url or "",
        delivery_allow=parse_allow(settings.delivery.allow),
        delivery_timeout_s=settings.delivery.timeout,
        user_agent=settings.fetch.user_agent,
        trusted_proxies=settings.http.trusted_proxies,
        oidc=oidc_of(settings),
        find_source=Finder(parse_allow(settings.fetch.allow), settings.fetch.user_agent),
    )
