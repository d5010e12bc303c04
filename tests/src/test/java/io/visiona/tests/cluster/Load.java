package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.cluster.Seen.Kind;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * People who use their boxes steadily through every door: small requests to each box, downloads,
 * uploads, small posts and event streams, and strangers. Every answer is compared byte by byte with
 * what this box answers, and no other.
 */
final class Load implements AutoCloseable {
  private static final int DOWNLOAD_BYTES = 300_000;
  private static final int UPLOAD_BYTES = 200_000;
  private static final int POST_BYTES = 100;
  private static final int LONGEST_TEXT = 64 * 1024;
  private static final Duration STEADY = Duration.ofSeconds(30);
  private static final AtomicLong IDS = new AtomicLong();

  private final List<Door> doors;
  private final List<OwnedBox> boxes;
  private final List<Person> people;
  private final String origin;
  private final Ledger ledger;
  private final Duration patience;
  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Door.Open> streams = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * An agent, what is behind it, and whose it is.
   *
   * @param owner index of the person
   */
  record OwnedBox(NamedBox site, TestAgent agent, int owner) {}

  /**
   * Begins at once.
   *
   * @param origin of the site's own pages
   * @param patience of callers, for an answer or for the next of it
   */
  Load(
      List<Door> doors,
      List<OwnedBox> boxes,
      List<Person> people,
      String origin,
      Ledger ledger,
      Duration patience) {
    this.doors = doors;
    this.boxes = boxes;
    this.people = people;
    this.origin = origin;
    this.ledger = ledger;
    this.patience = patience;
    for (int door = 0; door < doors.size(); door++) {
      int by = door;
      IntStream.range(0, boxes.size())
          .forEach(box -> repeat(400, turn -> exchange(Kind.SMALL, by, box)));
      // Those of one half must not wait for those of the other.
      for (int half = 0; half < 2; half++) {
        int first = half;
        repeat(300, turn -> exchange(Kind.DOWNLOAD, by, boxOf(turn, first)));
        repeat(400, turn -> exchange(Kind.UPLOAD, by, boxOf(turn, first)));
        repeat(100, turn -> exchange(Kind.POST, by, boxOf(turn, first)));
      }
      repeat(200, turn -> exchange(Kind.STRANGER, by, boxOf(turn, by % 2)));
      for (int each = 0; each < people.size(); each++) {
        int person = each;
        repeat(300, turn -> list(by, person));
      }
    }
    for (int each = 0; each < boxes.size(); each++) {
      int box = each;
      repeat(200, turn -> follow(box / 2 % doors.size(), box));
    }
  }

  private int boxOf(long turn, int half) {
    return (int) ((2 * turn + half) % boxes.size());
  }

  private interface Turn {
    void take(long turn);
  }

  private void repeat(long pauseMillis, Turn what) {
    threads.execute(() -> {
      try {
        for (long turn = 0; !stopping.await(pauseMillis, TimeUnit.MILLISECONDS); turn++) {
          what.take(turn);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private BasicClassicHttpRequest request(String method, int box, int person, String target) {
    OwnedBox asked = boxes.get(box);
    BasicClassicHttpRequest request =
        new BasicClassicHttpRequest(
            method, asked.agent().proxy(target + "for=" + asked.site().name()));
    request.setHeader("Cookie", people.get(person).cookie());
    request.setHeader("Origin", origin);
    request.setHeader("X-CSRF", "1");
    return request;
  }

  private void exchange(Kind kind, int door, int box) {
    long begun = System.nanoTime();
    String outcome;
    boolean[] headSeen = new boolean[1];
    try {
      outcome = ask(kind, door, box, headSeen);
    } catch (ConnectException refused) {
      outcome = "no connection";
    } catch (SocketTimeoutException silent) {
      outcome = headSeen[0] ? "stalled" : "no answer";
    } catch (IOException | HttpException e) {
      outcome = headSeen[0] ? "cut" : "ended without an answer";
    }
    seen.add(new Seen(kind, door, box, begun, System.nanoTime(), outcome));
  }

  private String ask(Kind kind, int door, int box, boolean[] headSeen)
      throws IOException, HttpException {
    int owner = boxes.get(box).owner();
    byte[] body = body(kind);
    String id = "t" + IDS.incrementAndGet();
    BasicClassicHttpRequest request =
        switch (kind) {
          case DOWNLOAD -> request("GET", box, owner, "/bytes?size=" + DOWNLOAD_BYTES + "&");
          case UPLOAD, POST -> request("POST", box, owner, "/take?id=" + id + "&");
          case STRANGER -> request("GET", box, (owner + 1) % people.size(), "/stranger?");
          case SMALL, EVENTS, LIST -> request("GET", box, owner, "/small?");
        };
    if (kind.hasBody()) {
      request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
    }
    try (Door.Open open = doors.get(door).send(request, patience)) {
      headSeen[0] = true;
      int status = open.answer().getCode();
      byte[] answer = EntityUtils.toByteArray(open.answer().getEntity(), DOWNLOAD_BYTES + 1);
      String text = new String(answer, StandardCharsets.UTF_8);
      if (kind == Kind.STRANGER) {
        return status == 404 ? Seen.OK : status >= 500 ? problem(status, text) : "WRONG " + status;
      }
      if (status != 200) {
        return problem(status, text);
      }
      String name = boxes.get(box).site().name();
      boolean right =
          switch (kind) {
            case DOWNLOAD -> isDownloadOf(name, answer);
            case UPLOAD, POST ->
                text.equals(name + " " + HexFormat.of().formatHex(NamedBox.sha256().digest(body)));
            default -> text.equals(name);
          };
      if (right && kind.hasBody()) {
        acknowledged.add(id);
      }
      return right ? Seen.OK : "WRONG " + text.substring(0, Math.min(80, text.length()));
    }
  }

  private static byte[] body(Kind kind) {
    byte[] body =
        new byte
            [switch (kind) {
              case UPLOAD -> UPLOAD_BYTES;
              case POST -> POST_BYTES;
              default -> 0;
            }];
    long seed = IDS.incrementAndGet();
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (seed + i * 13L + (i >>> 8));
    }
    return body;
  }

  private static boolean isDownloadOf(String box, byte[] bytes) {
    if (bytes.length != DOWNLOAD_BYTES) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != NamedBox.byteAt(box, i)) {
        return false;
      }
    }
    return true;
  }

  private static String problem(int status, String body) {
    try {
      JsonObject error = Person.json(body).getJsonObject("error");
      return status
          + " "
          + (error == null ? "" : error.getString("code"))
          + (status == 400 && error != null ? ": " + error.getString("message") : "");
    } catch (JsonException notOurs) {
      return status + " (not ours)";
    }
  }

  /** A person's list, and what it says of each box. */
  private void list(int door, int person) {
    long begun = System.nanoTime();
    Map<String, String> told = new HashMap<>();
    String otherwise = "unlisted";
    BasicClassicHttpRequest request = new BasicClassicHttpRequest("GET", "/api/agents?limit=100");
    request.setHeader("Cookie", people.get(person).cookie());
    try (Door.Open open = doors.get(door).send(request, patience)) {
      String text = EntityUtils.toString(open.answer().getEntity(), StandardCharsets.UTF_8);
      if (open.answer().getCode() == 200) {
        for (JsonObject agent :
            Person.json(text).getJsonArray("items").getValuesAs(JsonObject.class)) {
          told.put(agent.getString("id"), presence(agent));
        }
      } else {
        otherwise = problem(open.answer().getCode(), text);
      }
    } catch (IOException | HttpException e) {
      otherwise = "no list";
    }
    for (int box = 0; box < boxes.size(); box++) {
      if (boxes.get(box).owner() == person) {
        String outcome = told.getOrDefault(boxes.get(box).agent().id(), otherwise);
        seen.add(new Seen(Kind.LIST, door, box, begun, System.nanoTime(), outcome));
      }
    }
  }

  private static String presence(JsonObject agent) {
    if (agent.isNull("online")) {
      return "online unknown";
    }
    return agent.getBoolean("online") ? Seen.OK : "offline";
  }

  /** Follows a box's events until they end. */
  private void follow(int door, int box) {
    long begun = System.nanoTime();
    boolean went = false;
    String outcome;
    try (Door.Open open =
        doors.get(door).send(request("GET", box, boxes.get(box).owner(), "/events?"), patience)) {
      streams.add(open);
      InputStream in = open.answer().getEntity().getContent();
      if (open.answer().getCode() != 200) {
        outcome =
            problem(
                open.answer().getCode(),
                new String(in.readNBytes(LONGEST_TEXT), StandardCharsets.UTF_8));
      } else {
        outcome = "ended";
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String name = boxes.get(box).site().name();
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.equals("data: " + name + " " + number)) {
            seen.add(new Seen(Kind.EVENTS, door, box, begun, System.nanoTime(), Seen.OK));
            begun = System.nanoTime();
            number++;
            went = true;
          } else if (line.startsWith("event: ")) {
            outcome = line;
          } else if (!line.isEmpty() && !line.startsWith("data: {")) {
            outcome = "WRONG " + line;
          }
        }
      }
      streams.remove(open);
    } catch (ConnectException refused) {
      outcome = "no connection";
    } catch (IOException | HttpException e) {
      outcome = went ? "cut" : "ended without an answer";
    }
    if (stopping.getCount() > 0) {
      seen.add(new Seen(Kind.EVENTS, door, box, begun, System.nanoTime(), outcome));
    }
  }

  /** What was seen so far. */
  Collection<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Bodies whose taking was acknowledged and that no box has, or that one has twice. */
  List<String> lostOrDoubled() {
    List<String> lost =
        acknowledged.stream().filter(id -> ledger.times(id) == 0).map(id -> id + " lost").toList();
    return lost.isEmpty() ? ledger.doubled() : lost;
  }

  /** Waits until each box answers through each door to a request that begins from now on. */
  Duration awaitAll(Duration limit) {
    long from = System.nanoTime();
    await("every box through every door")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(missing(from))
                .as("without an answer, and so far %s", Seen.failures(seen, any -> true))
                .isEmpty());
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /** As above, for the beginning. */
  void awaitSteady() {
    awaitAll(STEADY);
  }

  private List<String> missing(long from) {
    Set<String> answered = ConcurrentHashMap.newKeySet();
    for (Seen each : seen) {
      if (each.isOk() && each.begun() >= from) {
        switch (each.kind()) {
          case EVENTS -> answered.add("events " + each.box());
          case SMALL -> answered.add("small " + each.door() + " " + each.box());
          case LIST -> answered.add("list " + each.door() + " " + each.box());
          default -> {
            // Not for each box through each door.
          }
        }
      }
    }
    return IntStream.range(0, boxes.size())
        .boxed()
        .flatMap(box ->
            Stream.concat(
                Stream.of("events " + box),
                IntStream.range(0, doors.size())
                    .boxed()
                    .flatMap(door ->
                        Stream.of("small " + door + " " + box, "list " + door + " " + box))))
        .filter(wanted -> !answered.contains(wanted))
        .toList();
  }

  /** Ends what is open and waits for what is in progress. */
  void end() throws IOException {
    stopping.countDown();
    for (Door.Open open : streams) {
      open.close();
    }
    threads.close();
  }

  @Override
  public void close() throws IOException {
    end();
  }
}
