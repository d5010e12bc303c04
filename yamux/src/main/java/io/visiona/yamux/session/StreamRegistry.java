package io.visiona.yamux.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams that exist, the ids that did, and how many of each kind. Guarded by the session's
 * lock.
 */
final class StreamRegistry {
  private final Role role;
  private final SessionConfig config;
  private final ChannelTable table = new ChannelTable();
  private final PeerIds peerIds;
  private long nextId;
  private int inbound;
  private int outbound;
  private int pending;
  private long total;
  private long lastAcknowledged;

  StreamRegistry(Role role, SessionConfig config) {
    this.role = role;
    this.config = config;
    this.nextId = role.firstId();
    this.peerIds = new PeerIds(role == Role.CLIENT ? Role.SERVER.firstId() : Role.CLIENT.firstId());
  }

  @Nullable Channel get(int id) {
    return table.get(id);
  }

  List<Channel> all() {
    return table.all();
  }

  int open() {
    return table.size();
  }

  int inbound() {
    return inbound;
  }

  long total() {
    return total;
  }

  /** Whether a stream of this id was ever opened, by whichever side may. */
  boolean existed(int id) {
    if (id == 0) {
      return false;
    }
    return role.owns(id) ? Integer.toUnsignedLong(id) < nextId : peerIds.isUsed(id);
  }

  boolean useInbound(int id) {
    return peerIds.use(id);
  }

  void addInbound(Channel channel) {
    table.put(channel);
    inbound++;
    total++;
  }

  /** Registers a stream of this side and gives it its id. */
  void addOutbound(Channel channel, long now) throws YamuxException {
    if (outbound >= config.maxOutboundStreams() || nextId > 0xffff_ffffL) {
      throw new YamuxException(YamuxException.Code.STREAM_LIMIT, "too many streams");
    }
    if (pending >= config.maxPendingOpens()) {
      throw new YamuxException(
          YamuxException.Code.PENDING_OPEN_LIMIT, "too many streams wait to be acknowledged");
    }
    channel.identify((int) nextId, now);
    nextId += 2;
    table.put(channel);
    outbound++;
    // Before the first there is no time that a clock of this kind could be compared with.
    lastAcknowledged = total == 0 ? now : lastAcknowledged;
    pending++;
    total++;
  }

  /** The peer accepted the stream; false when that is no news. */
  boolean acknowledged(Channel channel, long now) {
    boolean waited = channel.isPending();
    if (!channel.acknowledgedByPeer(now)) {
      return false;
    }
    pending -= waited ? 1 : 0;
    lastAcknowledged = now;
    return true;
  }

  /** The peer ended a stream that it did not acknowledge before: nobody waits for that now. */
  void declined(Channel channel) {
    if (channel.isPending()) {
      channel.declined();
      pending--;
    }
  }

  /** The stream is over. */
  void forget(Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    table.remove(channel);
    if (channel.isPending()) {
      pending--;
    }
    if (channel.isInbound()) {
      inbound--;
    } else {
      outbound--;
    }
    channel.closed();
  }

  /** Both directions are finished: nothing more can be heard of the stream. */
  void forgetIfFinished(Channel channel) {
    if (channel.remoteFinished && channel.localFinished) {
      forget(channel);
    }
  }

  /** Every stream is over; returns them. */
  List<Channel> forgetAll() {
    List<Channel> channels = table.all();
    for (Channel channel : channels) {
      forget(channel);
    }
    return channels;
  }

  /** Streams whose peer took too long to acknowledge or to end them are over; returns them. */
  List<Channel> forgetOverdue(long now) {
    List<Channel> overdue = new ArrayList<>();
    for (Channel channel : table.all()) {
      if (channel.isOverdue(now, lastAcknowledged, config)) {
        channel.overdue();
        forget(channel);
        overdue.add(channel);
      }
    }
    return overdue;
  }

  /** Bounds what the first frame may carry. */
  static void checkFirst(ByteBuffer first) {
    if (first.remaining() > SessionConfig.INITIAL_WINDOW) {
      throw new IllegalArgumentException("more than a window of first bytes");
    }
  }
}
