package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Network, tab and server of a page that is open go and come back: it says so, holds nothing that
 * nobody sees, and goes on with what has changed meanwhile.
 */
@OnSharedStack
final class ConsoleGoingIT extends FurnishedConsole {
  private static final String PERSON = "user-29";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Connections that a browser opens to one site, for all its tabs together. */
  private static final int CONNECTIONS = 6;

  private static final String PICTURE = "!document.querySelector('.picture .wait')";
  private static final String LIVE = "document.querySelector('header.top .state.good')";

  /** The list of agents as it was last asked for has come and can be seen. */
  private static final String DRAWN = "window.asked > 0 && window.drawn === window.asked";

  /**
   * Streams of events say what {@code say} is called with, answers of the list of agents can be
   * kept back on their way, and a hidden tab waits for a moment only.
   */
  private static final String BY_HAND =
      """
      Object.assign(window, {streams: 0, ended: 0, asked: 0, answers: 0, drawn: 0, kept: null});
      window.keep = () => { window.kept = new Promise((done) => { window.free = done; }); };
      const [real, later] = [window.fetch, window.setTimeout];
      window.setTimeout = (work, ms, ...more) => later(work, ms === 10000 ? 100 : ms, ...more);
      const events = (signal) => new ReadableStream({start: (stream) => {
        window.streams++;
        window.say = (event, data) => stream.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
        signal.addEventListener('abort', () => { window.ended++; stream.error(signal.reason); });
      }});
      window.fetch = async (path, how) => {
        if (path === '/api/events') return new Response(events(how.signal));
        if (!path.startsWith('/api/agents?')) return real(path, how);
        window.asked++;
        const answer = await real(path, how);
        const items = await answer.json();
        window.answers++;
        await window.kept;
        answer.json = async () => {
          requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn++; }));
          return items;
        };
        return answer;
      };
      """;

  ConsoleGoingIT(Stack stack) {
    super(stack, PERSON);
  }

  @BeforeEach
  void callItHall3() {
    name("Hall 3");
  }

  private String camera() {
    return "/agents/" + furnished.agent() + "/cameras/cam-0";
  }

  @Test
  void networkThatGoes_isTold_andWhatChangedMeanwhileIsThereWhenItIsBack() {
    ConsoleTab tab = tab(chromium.person()).signIn(PERSON, "/agents");
    tab.await("find('Hall 3')").await(LIVE);
    tab.offline(true).await("!" + LIVE).reads("Offline");
    tab.await("document.querySelector('.banner')").await("document.querySelector('main.old')");
    assertThat(tab.text("!!find('Hall 3')")).as("what was there stays").isEqualTo("true");
    tab.isAccessible("a page that is not live");
    tab.click("Pair an agent").click("Create a pairing code");
    tab.reads("The server cannot be reached. Check your connection.").press("Escape");
    name("Hall 4");
    tab.offline(false).await(LIVE).await("find('Hall 4')");
    tab.await("!document.querySelector('.banner, main.old')");
    name("Hall 3");
    tab.await("find('Hall 3')").isQuiet();
  }

  /**
   * A box in between has forgotten the connection: nothing comes, and nothing says so. The page
   * waits for two keep-alives, 40 s; here for 2.
   */
  @Test
  void streamThatFallsSilent_isGivenUp_andOpenedAgain() {
    ConsoleTab tab = tab(chromium.person());
    tab.first(
        """
        window.asked = 0;
        const [real, later] = [window.fetch, window.setTimeout];
        window.setTimeout = (work, ms, ...more) => later(work, ms === 40000 && window.asked < 2 ? 2000 : ms, ...more);
        window.fetch = async (path, how) => {
          if (path !== '/api/events' || window.asked++ > 0) return real(path, how);
          const hello = 'event: hello\\ndata: {"server_version": null}\\n\\n';
          return new Response(new ReadableStream({start: (stream) => stream.enqueue(new TextEncoder().encode(hello))}));
        };
        """);
    tab.signIn(PERSON, "/agents").await(LIVE).await("window.asked > 1").await(LIVE).isQuiet();
  }

  @Test
  void tabThatIsHidden_holdsNothing_andShowsWhatIsNowWhenItIsBack() {
    ConsoleTab tab = tab(chromium.person()).signIn(PERSON, camera());
    tab.await(PICTURE).await(LIVE);
    viewers(1);
    tab.hidden(true);
    viewers(0);
    name("Hall 5");
    tab.hidden(false).await(PICTURE).await(LIVE).reads("Hall 5");
    viewers(1);
    name("Hall 3");
    tab.reads("Hall 3").isQuiet();
    tab.open("/help");
  }

  /** Six that stream would leave it no connection: it would wait for ever. */
  @Test
  void seventhTab_works() {
    Chromium.Person browser = chromium.person();
    List<ConsoleTab> behind = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      ConsoleTab tab = tab(browser);
      if (i == 0) {
        tab.signIn(PERSON, camera());
      } else {
        tab.open(camera());
      }
      tab.await(PICTURE).hidden(true);
      behind.add(tab);
    }
    ConsoleTab seventh = tab(browser);
    seventh.open(camera()).await(PICTURE).await(LIVE);
    seventh.go("/agents/" + furnished.agent() + "/devices").click("Scan").reads("devices found.");
    seventh.isQuiet();
    behind.forEach(tab -> tab.open("/help"));
  }

  /** As the server tells each page that it is another version. */
  @Test
  void newVersion_isOffered_andThereAfterOneLoad() {
    ConsoleTab tab = tab(chromium.person()).signIn(PERSON, "/agents");
    tab.await(LIVE);
    tab.value(
        "new BroadcastChannel('visiona.events').postMessage({event: 'hello', data: {server_version: '99'}})");
    tab.reads("A new version of this console is ready.");
    tab.tab().after(() -> tab.click("Reload"));
    tab.await(LIVE).await("!document.querySelector('.banner')").isQuiet();
  }

  /** It hears from the first one that its stream is open. */
  @Test
  void secondTab_isLiveByTheStreamOfTheFirst() {
    Chromium.Person browser = chromium.person();
    tab(browser).signIn(PERSON, "/agents").await(LIVE);
    tab(browser).open("/agents").await(LIVE).await("find('Hall 3')").isQuiet();
  }

  /** What changed between the list's answer and the stream's beginning is in no event. */
  @Test
  void live_isSaidOnceTheStreamIsOpen_andListsAreLoadedAgainThen() {
    ConsoleTab tab = tab(chromium.person()).first(BY_HAND).signIn(PERSON, "/agents");
    tab.await("find('Hall 3')").await("window.streams === 1").await(DRAWN);
    assertThat(tab.text("!!" + LIVE)).as("before it is open").isEqualTo("false");
    name("Hall 6");
    tab.value("say('hello', {server_version: null})");
    tab.await(LIVE).await("find('Hall 6')");
    tab.hidden(true).await("window.ended === 1");
    tab.hidden(false).await("window.streams === 2").await(DRAWN);
    assertThat(tab.text("!!" + LIVE)).as("before it is open again").isEqualTo("false");
    name("Hall 3");
    tab.value("say('hello', {server_version: null})");
    tab.await(LIVE).await("find('Hall 3')").isQuiet();
  }

  @Test
  void answerThatIsLate_doesNotUndoWhatWasToldMeanwhile() {
    ConsoleTab tab = openByHand();
    tab.value("keep()");
    tab.value("say('resync', {})");
    tab.await("!(" + DRAWN + ")");
    tab.value(
        "say('agent', {change: 'renamed', agent: {id: '%s', label: 'Hall 7'}})"
            .formatted(furnished.agent()));
    tab.await("find('Hall 7')").value("free()");
    tab.await(DRAWN);
    assertThat(tab.text("!!find('Hall 7')")).isEqualTo("true");
    tab.isQuiet();
  }

  @Test
  void listThatIsAskedForWhileItIsLoaded_isLoadedOnceMore() {
    ConsoleTab tab = openByHand();
    tab.value("keep()");
    tab.value("say('resync', {})");
    tab.await("window.answers === window.asked").await("!(" + DRAWN + ")");
    name("Hall 8");
    tab.value("say('resync', {})");
    tab.value("free()");
    tab.await("find('Hall 8')").isQuiet();
  }

  /** The list of agents, live by a stream that says only what the test has it say. */
  private ConsoleTab openByHand() {
    ConsoleTab tab = tab(chromium.person()).first(BY_HAND).signIn(PERSON, "/agents");
    tab.await("find('Hall 3')").await("window.streams === 1");
    tab.value("say('hello', {server_version: null})");
    return tab.await(LIVE).await(DRAWN);
  }

  private void viewers(int count) {
    Person person = furnished.person();
    Awaitility.await(count + " viewers")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> {
          HttpResponse<String> answer = person.get("/api/agents/" + furnished.agent() + "/cameras");
          JsonObject camera = Person.json(answer.body()).getJsonArray("items").getJsonObject(0);
          return camera.getInt("viewers") == count;
        });
  }

  private void name(String label) {
    HttpResponse<String> answer =
        furnished
            .person()
            .send(
                furnished
                    .person()
                    .changing("/api/agents/" + furnished.agent())
                    .method("PATCH", BodyPublishers.ofString("{\"label\":\"" + label + "\"}"))
                    .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
