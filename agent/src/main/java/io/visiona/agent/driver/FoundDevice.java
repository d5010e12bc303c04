package io.visiona.agent.driver;

import org.jspecify.annotations.Nullable;

/**
 * A device that is plugged in.
 *
 * @param id who it is
 * @param chip such as {@code KL720}
 * @param productId of the bus, such as {@code 0x0720}
 * @param serial its serial number
 * @param port where it is plugged in; only to find it on the box
 * @param linkSpeed how fast the plug is
 * @param firmware its version, where it can be read without connecting
 * @param connectable whether {@link DeviceDriver#open} can work
 */
public record FoundDevice(
    DeviceId id,
    String chip,
    String productId,
    String serial,
    String port,
    LinkSpeed linkSpeed,
    @Nullable String firmware,
    boolean connectable) {}
