package io.visiona.api.devices;

import io.visiona.api.proxy.RequestBody;
import java.io.InputStream;
import java.util.concurrent.Executor;

/** Of a request that has none, whatever its client sends. */
enum NoBody implements RequestBody {
  INSTANCE;

  @Override
  public boolean isNone() {
    return true;
  }

  @Override
  public long length() {
    return 0;
  }

  @Override
  public byte[] atHand(Executor threads) {
    return new byte[0];
  }

  @Override
  public InputStream open() {
    return InputStream.nullInputStream();
  }

  @Override
  public boolean isWhole() {
    return true;
  }
}
