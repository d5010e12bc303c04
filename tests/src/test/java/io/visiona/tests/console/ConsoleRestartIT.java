package io.visiona.tests.console;

import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server is killed and started again under a page that is open. */
@OnSplitStack
final class ConsoleRestartIT {

  /** Sessions are in the server's memory by default, and end with it. */
  @Test
  void serverThatRestarts_isTold_andThePersonComesBackToTheSamePage(
      Stack stack, @TempDir Path folder) throws IOException {
    try (Chromium chromium = Chromium.start(folder)) {
      ConsoleTab tab = new ConsoleTab(stack, chromium.person());
      tab.size(1280, 900).signIn("alice", "/models?q=door");
      tab.await("document.querySelector('header.top .state.good')");
      stack.apiServer().kill();
      tab.await("document.querySelector('.banner')").reads("Try now");
      stack.apiServer().restart();
      stack.apiServer().awaitReady();
      tab.reads("You were signed out").reads("You come back to this page");
      tab.tab().after(() -> tab.click("Sign in"));
      if (tab.text("!!document.querySelector('input[name=password]')").equals("true")) {
        tab.tab().signIn("alice");
      }
      tab.await("document.querySelector('header.top .state.good')");
      tab.await("location.pathname + location.search === '/models?q=door'").isQuiet();
    }
  }
}
