package io.visiona.tests.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/** Requests that two servers could read differently, by what is wrong with them. */
final class Malformed {
  private Malformed() {}

  /** Everything behind {@code head} is a body to whoever takes the request as it was meant. */
  static Map<String, String> heads(String host, String path) {
    String post = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n";
    String next = "GET " + path + "?smuggled HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    int length = next.length();
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put(
        "length and coding",
        post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next);
    bad.put(
        "coding and length",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + next);
    bad.put("two lengths", post + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde" + next);
    bad.put(
        "two lengths, the other way around",
        post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde" + next);
    bad.put(
        "twice the same length",
        post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde" + next);
    bad.put("list of zero and a length", length(post, "0, " + length, next));
    bad.put("list of lengths", length(post, length + ", " + length, next));
    bad.put("signed length", length(post, "+" + length, next));
    bad.put("negative length", length(post, "-1", next));
    bad.put("hexadecimal length", length(post, "0x" + Integer.toHexString(length), next));
    bad.put("length with a letter", length(post, length + "a", next));
    bad.put("length of nothing", length(post, "", next));
    bad.put("blank before the colon of a length", post + "Content-Length : 5\r\n\r\nabcde" + next);
    bad.put("xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n" + next);
    bad.put(
        "xchunked and length",
        post + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nabcde" + next);
    bad.put(
        "two codings",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + next);
    bad.put("list of codings", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + next);
    bad.put(
        "coding with a vertical tab",
        post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n" + next);
    bad.put("blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + next);
    bad.put(
        "coding of HTTP/1.0",
        "POST "
            + path
            + " HTTP/1.0\r\nHost: "
            + host
            + "\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + next);
    bad.put("folded field", post + "X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put(
        "bare line feeds",
        "POST " + path + " HTTP/1.1\nHost: " + host + "\nContent-Length: 0\n\n" + next);
    bad.put("one bare line feed", post + "X-A: b\nX-B: 9\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("bare carriage return", post + "X-A: b\rX-B: 9\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("zero byte", post + "X-A: b\u0000c\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("two hosts", post + "Host: evil.example\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("no host", "POST " + path + " HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put(
        "two blanks in the request line",
        "GET  " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n" + next);
    bad.put("version 1.9", "GET " + path + " HTTP/1.9\r\nHost: " + host + "\r\n\r\n" + next);
    return bad;
  }

  private static String length(String post, String value, String body) {
    return post + "Content-Length: " + value + "\r\n\r\n" + body;
  }

  /** What the container answers before any application sees it. */
  static Map<String, String> unseen(String host, String path) {
    String post = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n";
    String next = "GET " + path + "?smuggled HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("blank in a name", post + "X User-Id: 1\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("no colon", post + "X-User-Id\r\nContent-Length: 0\r\n\r\n" + next);
    bad.put("folded length", post + "Content-Length:\r\n 5\r\n\r\nabcde" + next);
    return bad;
  }

  /** Bodies whose chunks two servers could cut differently. */
  static Map<String, String> chunks() {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("bare line feed behind a size", "5\nabcde\r\n0\r\n\r\n");
    bad.put("bare line feed in an extension", "5;x=\ny\r\nabcde\r\n0\r\n\r\n");
    bad.put("bare carriage return in an extension", "5;x=\ry\r\nabcde\r\n0\r\n\r\n");
    bad.put("bare line feed behind the data", "5\r\nabcde\n0\r\n\r\n");
    bad.put("no line end behind the data", "5\r\nabcdeXX0\r\n\r\n");
    bad.put("blank before a size", " 5\r\nabcde\r\n0\r\n\r\n");
    bad.put("blank behind a size", "5 \r\nabcde\r\n0\r\n\r\n");
    bad.put("tab behind a size", "5\t;x\r\nabcde\r\n0\r\n\r\n");
    bad.put("long extension", "5;" + "x".repeat(300) + "\r\nabcde\r\n0\r\n\r\n");
    bad.put("no size", "\r\nabcde\r\n0\r\n\r\n");
    bad.put("an extension of no size", ";x\r\nabcde\r\n0\r\n\r\n");
    bad.put("size that is no number", "zz\r\nabcde\r\n0\r\n\r\n");
    bad.put("signed size", "+5\r\nabcde\r\n0\r\n\r\n");
    bad.put("size with a prefix", "0x5\r\nabcde\r\n0\r\n\r\n");
    bad.put("size beyond a long", "ffffffffffffffff1\r\nabcde\r\n0\r\n\r\n");
    bad.put("size as large as can be", "ffffffffffffffff\r\nabcde\r\n0\r\n\r\n");
    bad.put("size that wraps an int", "100000005\r\nabcde\r\n0\r\n\r\n");
    bad.put("bare line feed at the end", "5\r\nabcde\r\n0\r\n\n");
    return bad;
  }
}
