package io.visiona.api.identity.signin;

import io.visiona.shared.error.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The pages of a sign-in that did not work: what happened, how to try again, and the way on for who
 * is signed in already. All text is ours.
 */
final class SignInPage {
  private SignInPage() {}

  static String of(PageTexts texts, CallbackOutcome.Reason reason, String returnTo) {
    return page(texts, reason.name().toLowerCase(Locale.ROOT), returnTo);
  }

  static String of(PageTexts texts, ErrorCode code, String returnTo) {
    return switch (code) {
      case IDP_UNAVAILABLE -> page(texts, "idp_unavailable", returnTo);
      case IDP_MISCONFIGURED -> page(texts, "idp_misconfigured", returnTo);
      case INTERNAL -> page(texts, "internal", returnTo);
      default -> page(texts, "unavailable", returnTo);
    };
  }

  private static String page(PageTexts texts, String key, String returnTo) {
    String title = texts.html("signin." + key + ".title");
    return """
    <!doctype html>
    <html lang="%s">
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
    <p><a class="button" href="/api/auth/login?return_to=%s">%s</a></p>
    <p class="hint"><a href="/">%s</a></p>
    </main>
    </body>
    </html>
    """
        .formatted(
            texts.language(),
            title,
            title,
            texts.html("signin." + key + ".text"),
            URLEncoder.encode(returnTo, StandardCharsets.UTF_8),
            texts.html("signin.again"),
            texts.html("signin.go_on"));
  }
}
