package io.visiona.shared.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet API has no words for, and each container its own way (ADR 0008, 0051). Together
 * with the other classes of this package, all that the applications know of the server they run in.
 * Thread-safe.
 */
public sealed interface Container permits LibertyContainer, StandardContainer {

  /** That of the configuration. */
  static Container of(ContainerConfig config) {
    return switch (config.kind()) {
      case OPEN_LIBERTY -> new LibertyContainer();
      case STANDARD -> new StandardContainer();
    };
  }

  /** That of a server which is Open Liberty without a question, as in a library of its own. */
  static Container openLiberty() {
    return new LibertyContainer();
  }

  /**
   * At the start of each application: turns off what the container does to every request in vain.
   */
  void prepare(ServletContext application);

  /**
   * The head of a request in the words of HTTP/1.1 up to its empty line, perhaps with earlier
   * requests before it: as it came over the wire, or else what the container made of it.
   *
   * @throws UnseenHeadException when this is not the container it is meant for
   */
  byte[] head(HttpServletRequest request) throws UnseenHeadException;

  /**
   * Has the bytes of a chunked body judged before the container takes them apart, where it shows
   * them. To be called before anything of the body is read.
   *
   * @return false when what is there of it is already wrong
   */
  boolean watchChunks(HttpServletRequest request, BodyJudge judge) throws UnseenHeadException;

  /**
   * Whether MicroProfile JWT of this container judges service JWTs. They are signed with a shared
   * secret (HS256), which the standard leaves to the container.
   */
  boolean judgesServiceTokens();

  /**
   * Whether a request that went async is as good as before when it is dispatched again: it has its
   * CDI scopes, and can be upgraded. The standards are silent about both, and in Payara it has not
   * and cannot. Elsewhere a thread of the container waits.
   */
  boolean dispatchesInFull();

  /** Sends the head, and what was written of the body. */
  void sendHead(HttpServletResponse response) throws IOException;

  /**
   * Ends a response that has begun and cannot be finished, so that nobody takes the part for the
   * whole: the connection is closed.
   *
   * @param async null when the container's thread answers the request
   * @param lengthKnown whether the head told a length, which is not reached
   */
  void cut(HttpServletRequest request, @Nullable AsyncContext async, boolean lengthKnown);

  /**
   * Closes the client's connection now, whatever is being read of it or written to it; where the
   * container has no way to do that, it ends with its next read or write.
   */
  void close(HttpServletRequest request);
}
