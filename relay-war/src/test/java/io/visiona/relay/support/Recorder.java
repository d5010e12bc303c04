package io.visiona.relay.support;

import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.YamuxException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a stream tells. */
public final class Recorder implements ChannelHandler {
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();

  @Override
  public void acknowledged() {
    events.add("acknowledged");
  }

  @Override
  public void data(ByteBuffer payload) {
    byte[] copy = new byte[payload.remaining()];
    payload.get(copy);
    data.writeBytes(copy);
  }

  @Override
  public void credited(int delta) {
    events.add("credited " + delta);
  }

  @Override
  public void finished() {
    events.add("finished");
  }

  @Override
  public void reset() {
    events.add("reset");
  }

  @Override
  public void sessionEnded(YamuxException reason) {
    events.add("ended " + reason.code());
  }

  public String text() {
    return data.toString(StandardCharsets.UTF_8);
  }

  public int received() {
    return data.size();
  }

  public List<String> events() {
    return List.copyOf(events);
  }
}
