package io.visiona.yamux.session;

import org.jspecify.annotations.Nullable;

/**
 * The streams whose turn it is to send, in order: two intrusive lists, so that taking turns
 * allocates nothing. Guarded by the lock of the output.
 */
final class OutboundList {
  private final boolean control;
  private @Nullable Outbound head;
  private @Nullable Outbound tail;
  private int size;

  private OutboundList(boolean control) {
    this.control = control;
  }

  static OutboundList control() {
    return new OutboundList(true);
  }

  static OutboundList turns() {
    return new OutboundList(false);
  }

  int size() {
    return size;
  }

  @Nullable Outbound first() {
    return head;
  }

  /** Appends it unless it is listed already. */
  void add(Outbound item) {
    if (control ? item.inControl : item.inTurn) {
      return;
    }
    mark(item, true);
    Outbound last = tail;
    if (last == null) {
      head = item;
    } else {
      link(last, item);
    }
    tail = item;
    size++;
  }

  void removeFirst() {
    Outbound item = head;
    if (item == null) {
      return;
    }
    head = control ? item.nextControl : item.nextTurn;
    if (head == null) {
      tail = null;
    }
    link(item, null);
    mark(item, false);
    size--;
  }

  private void mark(Outbound item, boolean listed) {
    if (control) {
      item.inControl = listed;
    } else {
      item.inTurn = listed;
    }
  }

  private void link(Outbound item, @Nullable Outbound next) {
    if (control) {
      item.nextControl = next;
    } else {
      item.nextTurn = next;
    }
  }
}
