package io.visiona.api.devices;

import io.visiona.api.platform.audit.AuditLog;
import java.util.concurrent.Executor;

/**
 * What the rows of the table share.
 *
 * @param streams that are open
 * @param flashes makes the requests that fetch a model
 * @param answers what is remembered of answers
 * @param audit where calls that change something are put on record
 * @param threads virtual ones
 */
record DeviceServices(
    StreamLimiter streams,
    FlashRequests flashes,
    DeviceCounts answers,
    AuditLog audit,
    Executor threads) {}
