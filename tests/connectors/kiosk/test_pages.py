"""The pages of these tests notice what goes wrong, from the first script on."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route

from tests.connectors.kiosk.pages import opened


def test_what_goes_wrong_while_the_page_loads_is_noted(chromium: Browser, live_server: str) -> None:
    def spoilt(page: Page) -> None:
        def with_faults(route: Route) -> None:
            answer = route.fetch()
            faults = '<script>inline()</script><script type="module" src="/kiosk/static/js/broken.js"></script></head>'
            route.fulfill(response=answer, body=answer.text().replace("</head>", faults))

        page.route("**/kiosk", with_faults)
        page.route("**/broken.js", lambda route: route.fulfill(content_type="text/javascript", body="broken();"))

    noted: list[str] = []
    page = opened(chromium, live_server, complaints=noted, before=spoilt)
    page.context.close()
    assert any("Content Security Policy" in text for text in noted)
    assert any("broken is not defined" in text for text in noted)


def test_a_missing_text_is_noted(chromium: Browser, live_server: str) -> None:
    def without_greeting(page: Page) -> None:
        def answer(route: Route) -> None:
            labels = route.fetch().json()
            del labels["texts"]["greeting"]
            route.fulfill(json=labels)

        page.route("**/labels.json", answer)

    noted: list[str] = []
    opened(chromium, live_server, complaints=noted, before=without_greeting).context.close()
    assert set(noted) == {"labels.json has no text greeting"}
