package io.visiona.shared.membercenter;

import jakarta.json.JsonObject;

/** What came of one call. */
sealed interface FetchResult {

  /** A success with a JSON object, whose fields are yet to be judged. */
  record Document(JsonObject json) implements FetchResult {

    /** Never prints the token in it. */
    @Override
    public String toString() {
      return "Document[***]";
    }
  }

  /** No success. */
  record Failed(FetchFailure failure) implements FetchResult {}
}
