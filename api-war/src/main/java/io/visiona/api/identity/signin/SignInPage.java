package io.visiona.api.identity.signin;

import io.visiona.shared.error.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The pages of a sign-in that did not work: what happened, how to try again, and the way on for who
 * is signed in already. All text is ours.
 */
final class SignInPage {
  private SignInPage() {}

  static String of(CallbackOutcome.Reason reason, String returnTo) {
    return page(reason.title(), reason.text(), returnTo);
  }

  static String of(ErrorCode code, String returnTo) {
    return switch (code) {
      case IDP_UNAVAILABLE ->
          page(
              "Signing in is not possible now",
              code.message()
                  + " Try again in a moment. Whoever is signed in already can go on working.",
              returnTo);
      case IDP_MISCONFIGURED ->
          page(
              "Signing in is not set up correctly",
              "The Member Center does not accept this site as its client. Tell whoever runs this site.",
              returnTo);
      case INTERNAL ->
          page(
              "Signing in failed",
              code.message() + " Try again; if it happens again, tell whoever runs this site.",
              returnTo);
      default ->
          page(
              "Signing in is not possible now",
              "A part of this site is not available. Try again in a moment.",
              returnTo);
    };
  }

  private static String page(String title, String text, String returnTo) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s · visionA</title>
    <link rel="stylesheet" href="/console.css">
    </head>
    <body>
    <header>visionA</header>
    <main>
    <h1>%s</h1>
    <p>%s</p>
    <p><a class="button" href="/api/auth/login?return_to=%s">Sign in again</a></p>
    <p class="hint"><a href="/">Go on to visionA</a></p>
    </main>
    </body>
    </html>
    """
        .formatted(title, title, text, URLEncoder.encode(returnTo, StandardCharsets.UTF_8));
  }
}
