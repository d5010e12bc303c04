package io.visiona.shared.directory;

/** What became of a relay's lease when it was to be renewed. */
public enum Renewal {
  /** It was held without a gap. */
  HELD,
  /** It was not, or the directory has lost its data: everything has to be claimed again. */
  LOST,
  /** Another process with the same id holds it, and renews it. */
  TAKEN,
  /** The directory could not be asked. */
  UNKNOWN
}
