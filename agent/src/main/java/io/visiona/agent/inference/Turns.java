package io.visiona.agent.inference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Whose turn it is. Weighted: smooth weighted round-robin, as nginx has it, so that three turns of
 * weights 2 and 1 are a b a. Who gets a frame is decided by the weights alone; only one that cannot
 * take it passes its turn on. Not thread-safe.
 */
final class Turns {
  private Turns() {}

  /** The workers in the order in which they should be offered a frame. */
  static List<Worker> order(Collection<Worker> workers, Strategy strategy) {
    List<Worker> able = new ArrayList<>();
    int total = 0;
    for (Worker worker : workers) {
      if (worker.weight() > 0 && worker.isWorking()) {
        able.add(worker);
        total += worker.weight();
        worker.credit(worker.weight());
      }
    }
    Comparator<Worker> byCredit = Comparator.comparingInt(Worker::credited).reversed();
    able.sort(
        switch (strategy) {
          case WEIGHTED -> byCredit;
          case LEAST_BUSY -> Comparator.comparingInt(Worker::inFlight).thenComparing(byCredit);
        });
    if (!able.isEmpty()) {
      able.getFirst().credit(-total);
    }
    return able;
  }
}
