package io.visiona.bench.chain;

import java.io.PrintStream;

/** What a run tells whoever watches it. */
final class RunProgress {
  private static final PrintStream OUT = System.out;

  private RunProgress() {}

  static void say(String line) {
    OUT.println(line);
  }
}
