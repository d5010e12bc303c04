package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.ChromiumTab;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API for people, in a real browser. */
@OnSharedStack
final class ApiDocsIT {

  @Test
  void swaggerUi_showsEveryOperation_andAsksAsTheSignedInPerson_underItsStrictPolicy(
      Stack stack, @TempDir Path folder) throws Exception {
    try (Chromium chromium = Chromium.start(folder)) {
      ChromiumTab tab = chromium.person().tab();
      tab.go(stack.api().resolve("/api/auth/login?return_to=/api/docs").toString());
      tab.signIn("user-17");
      tab.await("document.querySelectorAll('.opblock-tag').length > 5");

      tab.value("document.querySelectorAll('.opblock-tag').forEach((tag) => tag.click())");
      tab.await("document.getElementById('operations-auth-me')");
      assertThat(tab.text("document.querySelectorAll('.opblock').length"))
          .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(90));

      String block = "document.getElementById('operations-auth-me')";
      tab.value(block + ".querySelector('.opblock-summary-control').click()");
      tab.await(block + ".querySelector('.try-out__btn')");
      tab.value(block + ".querySelector('.try-out__btn').click()");
      tab.await(block + ".querySelector('.execute')");
      tab.value(block + ".querySelector('.execute').click()");
      tab.await(block + ".innerText.includes('user-17')");

      assertThat(
              tab.text(
                  "(() => { const seen = new ReportingObserver(() => {}, {types: ['csp-violation'], buffered: true});"
                      + " seen.observe(); return JSON.stringify(seen.takeRecords().map((one) => one.body)); })()"))
          .isEqualTo("[]");
    }
  }
}
