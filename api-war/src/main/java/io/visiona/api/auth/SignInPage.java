package io.visiona.api.auth;

import io.visiona.shared.error.ErrorCode;

/** The pages of a sign-in that did not work: what happened, and how to try again. All text is ours. */
final class SignInPage {
  private SignInPage() {}

  static String of(CallbackOutcome.Reason reason) {
    return page(reason.title(), reason.text());
  }

  static String of(ErrorCode code) {
    return page("Signing in is not possible now", code.message());
  }

  private static String page(String title, String text) {
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
        <p><a class="button" href="/api/auth/login?return_to=/">Try again</a></p>
        </main>
        </body>
        </html>
        """
        .formatted(title, title, text);
  }
}
