import io.visiona.client.ApiClient;
import io.visiona.client.api.AgentsApi;
import io.visiona.client.api.AuthApi;
import io.visiona.client.api.ConversionsApi;
import io.visiona.client.api.DevicesApi;
import io.visiona.client.api.ForwardedApi;
import io.visiona.client.api.ModelsApi;
import io.visiona.client.api.OverviewApi;
import io.visiona.client.api.PairingApi;
import io.visiona.client.model.Device;
import io.visiona.client.model.NewPairingCode;
import java.util.UUID;

/** Calls the API by the generated client: base address, cookie, id of an agent. */
public final class Calls {
  private Calls() {}

  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    client.setRequestInterceptor(request -> request.header("Cookie", arguments[1]));
    UUID agent = UUID.fromString(arguments[2]);
    say("me", new AuthApi(client).me().getUsername());
    say("sessions", new AuthApi(client).listSessions().getItems().size());
    say("overview", new OverviewApi(client).getOverview().getAgents().getTotal());
    say("agent", new AgentsApi(client).getAgent(agent).getId());
    say("tunnel", new AgentsApi(client).getAgentSession(agent).getTransport());
    say("models", new ModelsApi(client).listModels(null, null).getItems().size());
    say("conversions", new ConversionsApi(client).listConversions(null, null).getItems().size());
    say("new code", new PairingApi(client).issuePairingCode("1", new NewPairingCode().label("generated")).getId());
    say("codes", new PairingApi(client).listPairingCodes(null, null).getItems().size());
    say("devices", new DevicesApi(client).listAllDevices(5000).getItems().size());
    say("driver", new ForwardedApi(client).getSystemInfo(agent).getAgent().getDriver());
    Device device = new ForwardedApi(client).getDevices(agent).getItems().getLast();
    say("agent's last device", device.getId() + ", " + device.getState());
  }

  private static void say(String what, Object answer) {
    System.out.println(what + ": " + answer);
  }
}
