package io.visiona.agent.flash;

import io.visiona.agent.devices.Device;
import io.visiona.agent.driver.FlashListener;
import org.jspecify.annotations.Nullable;

/** Turns the driver's progress into the job's. One thread. */
final class FlashProgress implements FlashListener {
  private final FlashJob job;
  private final Device device;
  private @Nullable Phase phase = Phase.WRITING;

  FlashProgress(FlashJob job, Device device) {
    this.job = job;
    this.device = device;
  }

  @Override
  public void progress(Phase now, long done, long total) {
    if (now != phase) {
      phase = now;
      job.enter(now == Phase.CHECKING ? FlashState.CHECKING : FlashState.RESTARTING);
      if (now == Phase.RESTARTING) {
        device.restarting();
      }
    }
    if (now == Phase.WRITING) {
      job.moved(done);
    } else {
      job.moved(total == 0 ? 1 : (double) done / total);
    }
  }
}
