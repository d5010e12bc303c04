package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCError;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether an authorization request may be put before a person. Immutable. */
final class AuthorizationRequests {
  private final StandinProviderConfig config;
  private final Clients clients;

  AuthorizationRequests(StandinProviderConfig config, Clients clients) {
    this.config = config;
    this.clients = clients;
  }

  /** What is to be done with a request. */
  sealed interface Verdict {
    /** Ask the person. */
    record Ask(AuthenticationRequest request, Client client) implements Verdict {}

    /** Tell the client, by redirect. */
    record Redirect(URI location) implements Verdict {}

    /**
     * Tell the person: the client or its redirect URI is not known, so nothing may be sent there.
     */
    record Refuse(String reason) implements Verdict {}
  }

  /**
   * Client and redirect URI come first: until they are known to fit, no error may be redirected.
   */
  Verdict check(Map<String, List<String>> parameters) {
    if (parameters.values().stream().anyMatch(values -> values.size() != 1)) {
      return new Verdict.Refuse("A parameter is given more than once.");
    }
    Optional<Client> client = client(parameters);
    if (client.isEmpty()) {
      return new Verdict.Refuse("The client is not known.");
    }
    String redirect = MultivaluedMapUtils.getFirstValue(parameters, "redirect_uri");
    if (redirect == null || !client.get().redirectUris().contains(redirect)) {
      return new Verdict.Refuse("The redirect URI is not registered for this client.");
    }
    try {
      AuthenticationRequest request = AuthenticationRequest.parse(parameters);
      ErrorObject error = problemOf(request, client.get());
      return error == null
          ? new Verdict.Ask(request, client.get())
          : redirect(URI.create(redirect), request.getState(), error);
    } catch (ParseException malformed) {
      ErrorObject error =
          malformed.getErrorObject() == null
              ? OAuth2Error.INVALID_REQUEST
              : malformed.getErrorObject();
      return redirect(URI.create(redirect), malformed.getState(), error);
    }
  }

  private Optional<Client> client(Map<String, List<String>> parameters) {
    String id = MultivaluedMapUtils.getFirstValue(parameters, "client_id");
    return id == null || id.isBlank() ? Optional.empty() : clients.find(new ClientID(id));
  }

  private static @Nullable ErrorObject problemOf(AuthenticationRequest request, Client client) {
    if (!ResponseType.CODE.equals(request.getResponseType())) {
      return OAuth2Error.UNSUPPORTED_RESPONSE_TYPE;
    }
    if (request.getResponseMode() != null
        && !ResponseMode.QUERY.equals(request.getResponseMode())) {
      return OAuth2Error.INVALID_REQUEST.setDescription("Only response_mode=query is offered");
    }
    if (request.getRequestObject() != null || request.getRequestURI() != null) {
      return OAuth2Error.REQUEST_NOT_SUPPORTED;
    }
    if (request.getCodeChallenge() == null
        || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())) {
      return OAuth2Error.INVALID_REQUEST.setDescription("PKCE with S256 is required");
    }
    Scope unknown = new Scope(request.getScope());
    unknown.removeAll(client.scopes());
    if (!unknown.isEmpty()) {
      return OAuth2Error.INVALID_SCOPE;
    }
    Prompt prompt = request.getPrompt();
    return prompt != null && prompt.contains(Prompt.Type.NONE) ? OIDCError.LOGIN_REQUIRED : null;
  }

  private Verdict redirect(URI to, @Nullable State state, ErrorObject error) {
    return new Verdict.Redirect(
        new AuthenticationErrorResponse(to, error, state, config.issuer(), ResponseMode.QUERY)
            .toURI());
  }
}
