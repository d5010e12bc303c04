package io.visiona.tests.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Events of a conversion that takes longer than the 30 s which a container gives an asynchronous
 * request unless it is told otherwise.
 */
@OnModelWorld
@Order(Integer.MAX_VALUE - 1) // late, for then there is nothing left to wait for
final class LongEventsIT {
  /** The first at once, then one every ten seconds. */
  private static final int COMMENTS = 5;

  private final ModelWorld world;

  LongEventsIT(ModelWorld world) {
    this.world = world;
  }

  @Test
  void eventsOfAConversionThatTakesLong_goOn_andSayThatTheyDo() throws Exception {
    RawExchange events = world.watch.events;
    for (int i = 0; i < COMMENTS; i++) {
      assertThat(events.readThrough(":\n\n")).isNotEmpty();
    }
    world.succeed(world.watch.conversion);
    assertThat(events.readThrough("succeeded")).contains("event: conversion");
  }
}
