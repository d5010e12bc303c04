package io.visiona.api.devices;

import io.visiona.api.proxy.ExchangeFilter;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.exchange.ResponseHead;

/** An answer of an agent, judged before anything of it passes, and watched as it passes. */
final class JudgedExchange extends ExchangeFilter {
  private final Judge judge;
  private final EventsEnd events;

  /** Looks at the head, and at the body of an error; throws to let nothing pass. */
  @FunctionalInterface
  interface Judge {
    void judge(ResponseHead head, UpstreamExchange exchange) throws UpstreamException;
  }

  JudgedExchange(UpstreamExchange behind, Judge judge, EventsEnd events) {
    super(behind);
    this.judge = judge;
    this.events = events;
  }

  @Override
  public ResponseHead response() throws UpstreamException {
    ResponseHead head = behind().response();
    judge.judge(head, behind());
    return head;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws UpstreamException {
    int count = behind().read(target, offset, length);
    if (count > 0) {
      events.passed(target, offset, count);
    }
    return count;
  }
}
