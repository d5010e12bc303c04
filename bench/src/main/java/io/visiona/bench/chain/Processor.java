package io.visiona.bench.chain;

import java.io.IOException;
import java.time.Duration;

/** What a process has used of the processors. */
final class Processor {
  private Processor() {}

  /** User and system time so far. */
  static Duration timeOf(long pid) throws IOException {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new IOException("no process " + pid));
  }
}
