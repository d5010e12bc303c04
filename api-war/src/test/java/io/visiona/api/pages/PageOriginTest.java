package io.visiona.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageOriginTest {
  private static final String OWN = "https://abc.boxes.example";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // From the page itself.
        "GET  | Sec-Fetch-Site: same-origin                                        | true",
        "POST | Origin: https://abc.boxes.example;Sec-Fetch-Site: same-origin      | true",
        "POST | Origin: https://abc.boxes.example                                  | true",
        "PUT  | Sec-Fetch-Site: same-origin                                        | true",
        "POST | Origin: null;Sec-Fetch-Site: same-origin                           | true",
        "GET  | Origin: https://abc.boxes.example;Upgrade: websocket               | true",
        // From another agent's page, of the same site where the domain is no public suffix.
        "GET  | Sec-Fetch-Site: same-site;Sec-Fetch-Mode: no-cors                  | false",
        "GET  | Sec-Fetch-Site: same-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: iframe | false",
        "POST | Origin: https://def.boxes.example;Sec-Fetch-Site: same-site        | false",
        "DELETE | Sec-Fetch-Site: same-site                                        | false",
        "GET  | Origin: https://def.boxes.example;Upgrade: websocket               | false",
        "GET  | Origin: https://def.boxes.example                                  | false",
        // From any other site.
        "POST | Origin: https://evil.example                                       | false",
        "POST | Origin: null                                                       | false",
        "POST | Origin: null;Sec-Fetch-Site: cross-site                            | false",
        "POST | Origin: http://abc.boxes.example                                   | false",
        "POST | Origin: https://abc.boxes.example:8443                             | false",
        "POST | Origin: https://abc.boxes.example.evil.example                     | false",
        "GET  | Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: cors                    | false",
        // A person who follows a link.
        "GET  | Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document | true",
        "GET  | Sec-Fetch-Site: none;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document       | true",
        "POST | Sec-Fetch-Site: cross-site;Sec-Fetch-Mode: navigate;Sec-Fetch-Dest: document | false",
        // A program says nothing: it may read, and has to say where it belongs before it changes
        // anything.
        "GET  | X: y                                                               | true",
        "POST | X: y                                                               | false",
        "GET  | Upgrade: websocket                                                 | false"
      })
  void request_passes_onlyFromThePageItselfOrAVisitor(
      String method, String fields, boolean passes) {
    HttpServletRequest request = FakeRequest.of(method, fields.split(";"));
    assertThat(PageOrigin.allows(request, OWN)).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-Fetch-Mode: navigate;Accept: */*            | true",
        "Sec-Fetch-Mode: cors;Accept: text/html          | false",
        "Accept: text/html,application/xhtml+xml         | true",
        "Accept: application/json                        | false",
        "X: y                                            | false"
      })
  void navigation_isToldByModeOrAccept(String fields, boolean navigation) {
    assertThat(PageOrigin.isNavigation(FakeRequest.of("GET", fields.split(";"))))
        .isEqualTo(navigation);
  }
}
