package io.visiona.agent.devices;

import io.visiona.agent.driver.DriverException;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a device does not work.
 *
 * @param why the driver's failure
 * @param at when
 */
public record DeviceFault(DriverException why, Instant at) {

  public JsonObject json() {
    return JsonFields.fields()
        .put("code", why.code().text())
        .put("driver_code", why.driverCode())
        .put("message", why.getMessage())
        .put("at", at)
        .put("recoverable", why.recoverable())
        .put("remedy", remedy(why.code()))
        .object();
  }

  /** What a person can do about it. */
  public static String remedy(DriverException.Code code) {
    return switch (code) {
      case USB_TIMEOUT, FIRMWARE_MISMATCH, OUT_OF_MEMORY, INFERENCE_FAILED, INFERENCE_TIMEOUT ->
          "reconnect";
      case USB_IO, DEVICE_REMOVED -> "replug";
      case INVALID_MODEL, CHIP_MISMATCH -> "reflash";
      case ACCESS_DENIED, OTHER -> "restart_agent";
      case OVERHEATED -> "cool_down";
    };
  }

  /** The refusal of a request that met a driver's failure. */
  public static AgentException refusal(DriverException why) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("fault", why.code().text());
    details.put("driver_code", why.driverCode());
    details.put("remedy", remedy(why.code()));
    AgentErrorCode code =
        switch (why.code()) {
          case USB_TIMEOUT, INFERENCE_TIMEOUT -> AgentErrorCode.DEVICE_TIMEOUT;
          case USB_IO,
              ACCESS_DENIED,
              DEVICE_REMOVED,
              FIRMWARE_MISMATCH,
              INVALID_MODEL,
              CHIP_MISMATCH,
              OUT_OF_MEMORY,
              INFERENCE_FAILED,
              OVERHEATED,
              OTHER ->
              AgentErrorCode.DEVICE_ERROR;
        };
    return new AgentException(code, why.getMessage(), details);
  }
}
