package io.visiona.incontainer.relay;

import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.TimerService;
import java.time.Instant;
import java.util.List;

/** The module's EJB timers, which only an EJB can ask for. */
@Singleton
@SuppressWarnings("NullAway.Init") // the container fills the field
public class Timers {
  @Resource private TimerService service;

  /**
   * One timer.
   *
   * @param info what it was made with
   * @param persistent whether it would outlive the server
   * @param next when it fires
   */
  public record Seen(String info, boolean persistent, Instant next) {}

  /** All of the module. */
  public List<Seen> all() {
    return service.getAllTimers().stream()
        .map(timer ->
            new Seen(
                String.valueOf(timer.getInfo()),
                timer.isPersistent(),
                timer.getNextTimeout().toInstant()))
        .toList();
  }
}
