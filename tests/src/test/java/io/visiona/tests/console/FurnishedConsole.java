package io.visiona.tests.console;

import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One browser for all tests of a class, and a person of the class's own who has everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FurnishedConsole {
  final Stack stack;
  Path folder;
  Chromium chromium;
  Furnished furnished;

  private final String person;
  private final String[] options;

  /**
   * Starts nothing yet.
   *
   * @param person of nobody else in the run
   * @param options of the agent, beside its devices
   */
  FurnishedConsole(Stack stack, String person, String... options) {
    this.stack = stack;
    this.person = person;
    this.options = options;
  }

  @BeforeAll
  final void furnish(@TempDir Path temporary) throws IOException {
    folder = temporary;
    chromium = Chromium.start(folder);
    furnished = new Furnished(stack, person, folder, options);
  }

  @AfterAll
  final void clear() {
    if (furnished != null) {
      furnished.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  /** A tab of somebody who has been nowhere yet. */
  final ConsoleTab tab(Chromium.Person browser) {
    return new ConsoleTab(stack, browser).size(1280, 900);
  }
}
