package io.visiona.api.proxy;

import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Copies a response to the client: the one loop there is. Bytes go out as soon as the upstream has
 * nothing more at hand, so that a first byte or an event is never held back, and together when
 * there are many. Faults of the upstream and of the client leave as different exceptions. One
 * thread at a time.
 */
final class ResponseCopier {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  private final ClientRequest request;
  private final ClientResponse response;
  private boolean encoded;

  ResponseCopier(ClientRequest request, ClientResponse response) {
    this.request = request;
    this.response = response;
  }

  /** Writes head and body; returns when the body is complete, with its end not yet flushed. */
  void copy(UpstreamExchange from, ResponseHead head, ResponsePlan plan)
      throws UpstreamException, ClientGoneException {
    BodyFraming framing = from.framing();
    if (!from.isSent()) {
      response.closeConnection();
    }
    if (plan.body() instanceof ResponsePlan.Body.Rewritten(int most, var rewriter)
        && !(framing instanceof BodyFraming.Empty)) {
      byte[] body = rewriter.rewrite(whole(from, most));
      response.head(head.status(), plan.fields());
      response.servlet().setContentLength(body.length);
      response.write(body, 0, body.length);
      return;
    }
    if (plan.body() instanceof ResponsePlan.Body.Parts(HeaderTable fields)) {
      copyParts(from, head, plan, fields);
      return;
    }
    encoded =
        plan.body() instanceof ResponsePlan.Body.Compressible
            && Compression.helps(request.servlet(), head, framing);
    if (encoded) {
      response.head(head.status(), encodedFields(plan.fields()));
    } else {
      response.head(head.status(), plan.fields());
      setLength(framing, head);
    }
    long left = lengthOf(framing);
    if (left > 0 && encoded) {
      copyCompressed(from, left);
    } else if (left > 0) {
      copyBody(from, response, left);
    }
  }

  private void copyParts(
      UpstreamExchange from, ResponseHead head, ResponsePlan plan, HeaderTable fields)
      throws UpstreamException, ClientGoneException {
    String delimiter =
        PartFilter.delimiter(head.first("Content-Type").orElse(""))
            .orElseThrow(() -> UpstreamException.badResponse("parts without a boundary"));
    encoded = true;
    response.head(head.status(), plan.fields());
    long left = lengthOf(from.framing());
    if (left > 0) {
      PartFilter filter = new PartFilter(response, delimiter, fields);
      copyBody(from, filter, left);
      ended(filter);
    }
  }

  private static void ended(PartFilter filter) throws ClientGoneException {
    try {
      filter.finish();
    } catch (ClientGoneException e) {
      throw e;
    } catch (IOException impossible) {
      throw new IllegalStateException("filtering fails only where writing does", impossible);
    }
  }

  /** Whether what the client gets is not as long as what the upstream sends. */
  boolean isEncoded() {
    return encoded;
  }

  private static long lengthOf(BodyFraming framing) {
    return switch (framing) {
      case BodyFraming.Empty _ -> 0;
      case BodyFraming.Sized sized -> sized.length();
      case BodyFraming.Chunked _, BodyFraming.UntilEnd _, BodyFraming.Switched _ -> Long.MAX_VALUE;
    };
  }

  private static List<Field> encodedFields(List<Field> fields) {
    List<Field> changed = new ArrayList<>(fields.size() + 2);
    for (Field field : fields) {
      if (isDigest(field)) {
        continue;
      }
      // The compressed bytes are others than the entity tag promises (RFC 9110 section 8.8.3).
      boolean strong = field.is("ETag") && !field.value().startsWith("W/");
      changed.add(strong ? new Field(field.name(), "W/" + field.value()) : field);
    }
    changed.add(new Field("Content-Encoding", "gzip"));
    changed.add(new Field("Vary", "Accept-Encoding"));
    return changed;
  }

  /**
   * Digests of bytes that change here: of what is sent, or of the representation, to which its
   * coding belongs (RFC 9530 sections 2 and 3, RFC 3230, RFC 1864).
   */
  private static boolean isDigest(Field field) {
    return field.is("Content-Digest")
        || field.is("Repr-Digest")
        || field.is("Digest")
        || field.is("Content-MD5");
  }

  private void setLength(BodyFraming framing, ResponseHead head) {
    if (framing instanceof BodyFraming.Sized(long length)) {
      response.servlet().setContentLengthLong(length);
    } else if (framing instanceof BodyFraming.Empty && head.status() != 204) {
      // The length that a HEAD or 304 announces is that of the response to GET.
      head.first("Content-Length")
          .map(Long::parseLong)
          .ifPresent(response.servlet()::setContentLengthLong);
    }
  }

  private void copyBody(UpstreamExchange from, OutputStream to, long length)
      throws UpstreamException, ClientGoneException {
    long left = length;
    if (!from.hasMore()) {
      response.flush();
    }
    byte[] block = new byte[(int) Math.min(SMALL, left)];
    int count = from.read(block, 0, block.length);
    while (count >= 0) {
      left -= count;
      write(to, block, count, left > 0 && !from.hasMore());
      if (left == 0) {
        return;
      }
      if (count == block.length && count < LARGE) {
        block = new byte[(int) Math.min(LARGE, left)];
      }
      count = from.read(block, 0, block.length);
    }
  }

  private static void write(OutputStream to, byte[] block, int count, boolean flush)
      throws UpstreamException, ClientGoneException {
    try {
      to.write(block, 0, count);
      if (flush) {
        to.flush();
      }
    } catch (UpstreamException | ClientGoneException e) {
      throw e;
    } catch (IOException impossible) {
      throw new IllegalStateException("compressing fails only where writing does", impossible);
    }
  }

  private void copyCompressed(UpstreamExchange from, long length)
      throws UpstreamException, ClientGoneException {
    try {
      Gzip gzip = new Gzip(response);
      boolean whole = false;
      try {
        copyBody(from, gzip, length);
        whole = true;
        gzip.close();
      } finally {
        if (!whole) {
          gzip.abandon();
        }
      }
    } catch (UpstreamException | ClientGoneException e) {
      throw e;
    } catch (IOException impossible) {
      throw new IllegalStateException("compressing fails only where writing does", impossible);
    }
  }

  /** Compressed data that can be left unfinished: a part must not end like the whole. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(ClientResponse client) throws IOException {
      super(client, SMALL, true);
    }

    void abandon() {
      def.end();
    }
  }

  private static byte[] whole(UpstreamExchange from, int most) throws UpstreamException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] block = new byte[SMALL];
    long left = lengthOf(from.framing());
    while (left > 0) {
      int count = from.read(block, 0, (int) Math.min(block.length, left));
      if (count < 0) {
        break;
      }
      body.write(block, 0, count);
      left -= count;
      if (body.size() > most) {
        throw UpstreamException.badResponse("the body is too large to be rewritten");
      }
    }
    return body.toByteArray();
  }
}
