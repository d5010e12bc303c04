package io.visiona.api.pairing;

import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /api/pairing/exchange}: public, the code is the credential. A genuine code that was already used answers 409 while
 * it has not expired, whether the exchanges were simultaneous or not: only who holds the code can learn that, and it tells them
 * that somebody else may have it. Unknown and expired codes answer the same 401.
 */
@Path("/pairing/exchange")
@Dependent
@Produces(Problems.JSON)
public class ExchangeResource {
  private static final int LONGEST_TEXT = 100;
  private static final String UNKNOWN = "unknown";

  private final HttpServletRequest request;
  private final PairingCodes codes;
  private final ExchangeLimit limit;
  private final PairingConfig config;

  @Inject
  public ExchangeResource(HttpServletRequest request, PairingCodes codes, ExchangeLimit limit, PairingConfig config) {
    this.request = request;
    this.codes = codes;
    this.limit = limit;
    this.config = config;
  }

  /** Exchanges a code for a session token; this answer is the only place the token is ever shown. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response exchange(JsonBody body) {
    String address = request.getRemoteAddr();
    Optional<Duration> wait = limit.wait(address);
    if (wait.isPresent()) {
      return problem(ErrorCode.RATE_LIMITED)
          .header("Retry-After", wait.get().plusMillis(999).toSeconds())
          .build();
    }
    String code = body.credential("code");
    String name = body.optionalText("name", LONGEST_TEXT).orElse(UNKNOWN);
    String platform = body.optionalText("platform", LONGEST_TEXT).orElse(UNKNOWN);
    return switch (codes.exchange(code, name, platform)) {
      case Exchange.Paired(var issued) ->
          Response.status(Response.Status.CREATED)
              .header("Cache-Control", "no-store")
              .entity(new Paired(issued.agent(), issued.token(), config.tunnelUrl()))
              .build();
      case Exchange.AlreadyUsed() -> problem(ErrorCode.CODE_ALREADY_USED).build();
      case Exchange.Refused() -> {
        limit.refused(address);
        yield problem(ErrorCode.INVALID_CODE).build();
      }
    };
  }

  /** What a paired agent keeps. */
  public record Paired(UUID agentId, String sessionToken, URI tunnelUrl) {

    /** Never prints the token. */
    @Override
    public String toString() {
      return "Paired[agentId=" + agentId + ", sessionToken=***]";
    }
  }

  private Response.ResponseBuilder problem(ErrorCode code) {
    return Problems.builder(request, code, code.message());
  }
}
