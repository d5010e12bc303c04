package io.visiona.shared.membercenter;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a success up to a number of bytes and hangs up on the first byte more; of anything but a
 * success it takes nothing. The signals of one exchange come one after the other (Reactive
 * Streams), so no field is shared.
 */
final class BoundedBody implements BodySubscriber<BoundedBody.Body> {

  /** What was taken. */
  sealed interface Body {
    record Whole(ByteBuffer bytes) implements Body {}

    record TooLong() implements Body {}

    record NotRead() implements Body {}
  }

  private final int most;
  private final boolean wanted;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<Body> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BoundedBody(int most, boolean wanted) {
    this.most = most;
    this.wanted = wanted;
  }

  /** For one exchange. */
  static BodyHandler<Body> of(int most) {
    return head -> new BoundedBody(most, head.statusCode() / 100 == 2);
  }

  @Override
  public CompletionStage<Body> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (wanted) {
      given.request(Long.MAX_VALUE);
    } else {
      given.cancel();
      body.complete(new Body.NotRead());
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (bytes.size() + buffer.remaining() > most) {
        hangUp();
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.writeBytes(part);
    }
  }

  private void hangUp() {
    if (subscription != null) {
      subscription.cancel();
    }
    body.complete(new Body.TooLong());
  }

  @Override
  public void onError(Throwable broken) {
    body.completeExceptionally(broken);
  }

  @Override
  public void onComplete() {
    body.complete(new Body.Whole(ByteBuffer.wrap(bytes.toByteArray())));
  }
}
