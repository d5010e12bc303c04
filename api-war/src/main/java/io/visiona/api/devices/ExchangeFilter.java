package io.visiona.api.devices;

import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Stands in front of an exchange and passes everything on. */
abstract class ExchangeFilter implements UpstreamExchange {
  private final UpstreamExchange behind;

  ExchangeFilter(UpstreamExchange behind) {
    this.behind = behind;
  }

  final UpstreamExchange behind() {
    return behind;
  }

  @Override
  public void send(InputStream source, boolean chunked) throws IOException {
    behind.send(source, chunked);
  }

  @Override
  public boolean isSent() {
    return behind.isSent();
  }

  @Override
  public boolean awaitContinue(Duration patience) throws InterruptedException {
    return behind.awaitContinue(patience);
  }

  @Override
  public ResponseHead response() throws UpstreamException {
    return behind.response();
  }

  @Override
  public BodyFraming framing() {
    return behind.framing();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws UpstreamException {
    return behind.read(target, offset, length);
  }

  @Override
  public boolean hasMore() {
    return behind.hasMore();
  }

  @Override
  public boolean isOver() {
    return behind.isOver();
  }

  @Override
  public OutputStream switchedOutput() throws IOException {
    return behind.switchedOutput();
  }

  @Override
  public void closeSwitchedOutput() {
    behind.closeSwitchedOutput();
  }

  @Override
  public void cancel() {
    behind.cancel();
  }

  @Override
  public void close() {
    behind.close();
  }
}
